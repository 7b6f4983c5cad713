package org.ebbcast.rules;

import java.util.List;
import java.util.Objects;

/** An OFPGT_ALL group: one bucket per output port, each a plain output (OpenFlow 1.3.5, 5.6.1). Immutable. */
public final class GroupEntry {
    private final int groupId;
    private final List<PortNumber> outputs;

    private GroupEntry(int groupId, List<PortNumber> outputs) {
        this.groupId = groupId;
        this.outputs = outputs;
    }

    /** @throws IllegalArgumentException if there are no outputs */
    public static GroupEntry all(int groupId, List<PortNumber> outputs) {
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("group " + Integer.toUnsignedString(groupId) + " has no bucket");
        }
        return new GroupEntry(groupId, List.copyOf(outputs));
    }

    /** Group id, unsigned 32 bits. */
    public int groupId() {
        return groupId;
    }

    /** One bucket each, in this order. */
    public List<PortNumber> outputs() {
        return outputs;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof GroupEntry
                && ((GroupEntry) o).groupId == groupId
                && ((GroupEntry) o).outputs.equals(outputs);
    }

    @Override
    public int hashCode() {
        return Objects.hash(groupId, outputs);
    }

    @Override
    public String toString() {
        return "group=" + Integer.toUnsignedString(groupId) + " type=all output=" + outputs;
    }
}
