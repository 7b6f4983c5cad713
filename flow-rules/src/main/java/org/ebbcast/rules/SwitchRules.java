package org.ebbcast.rules;

import java.util.Objects;
import java.util.Optional;

/** What one tree needs in one switch: a flow rule and, where it branches, the group that the rule names. Immutable. */
public final class SwitchRules {
    private final DatapathId datapathId;
    private final FlowRule flow;
    private final Optional<GroupEntry> group;

    private SwitchRules(DatapathId datapathId, FlowRule flow, Optional<GroupEntry> group) {
        this.datapathId = datapathId;
        this.flow = flow;
        this.group = group;
    }

    public static SwitchRules of(DatapathId datapathId, FlowRule flow, Optional<GroupEntry> group) {
        return new SwitchRules(datapathId, flow, group);
    }

    public DatapathId datapathId() {
        return datapathId;
    }

    public FlowRule flow() {
        return flow;
    }

    public Optional<GroupEntry> group() {
        return group;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof SwitchRules
                && ((SwitchRules) o).datapathId.equals(datapathId)
                && ((SwitchRules) o).flow.equals(flow)
                && ((SwitchRules) o).group.equals(group);
    }

    @Override
    public int hashCode() {
        return Objects.hash(datapathId, flow, group);
    }

    @Override
    public String toString() {
        return datapathId + ": " + flow + group.map(g -> ", " + g).orElse("");
    }
}
