package org.ebbcast.orchestrator.plan;

import java.util.Objects;
import java.util.Optional;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.view.FabricNode;
import org.ebbcast.rules.ConnectPoint;

/** One direction of a link between two places of the fabric; at least one end is a switch port. Immutable. */
public final class FabricArc {
    private final FabricNode tail;
    private final FabricNode head;
    private final Optional<ConnectPoint> out;
    private final Optional<ConnectPoint> in;

    private FabricArc(FabricNode tail, FabricNode head, Optional<ConnectPoint> out, Optional<ConnectPoint> in) {
        this.tail = tail;
        this.head = head;
        this.out = out;
        this.in = in;
    }

    static FabricArc of(FabricNode tail, FabricNode head, Optional<ConnectPoint> out, Optional<ConnectPoint> in) {
        if (out.isEmpty() && in.isEmpty()) {
            throw new IllegalArgumentException("link " + tail + ">" + head + " touches no switch");
        }
        return new FabricArc(tail, head, out, in);
    }

    public FabricNode tail() {
        return tail;
    }

    public FabricNode head() {
        return head;
    }

    /** The switch port it leaves from; empty where a host sends. */
    public Optional<ConnectPoint> out() {
        return out;
    }

    /** The switch port it arrives at; empty where a host receives. */
    public Optional<ConnectPoint> in() {
        return in;
    }

    /** Where its load is read: at the port it leaves, or, from a host, at the leaf port it arrives at. */
    public PortDirection measuredAt() {
        return out.map(PortDirection::sentFrom).orElseGet(() -> PortDirection.receivedAt(in.orElseThrow()));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof FabricArc
                && ((FabricArc) o).tail.equals(tail)
                && ((FabricArc) o).head.equals(head)
                && ((FabricArc) o).out.equals(out)
                && ((FabricArc) o).in.equals(in);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tail, head, out, in);
    }

    @Override
    public String toString() {
        return tail + ">" + head;
    }
}
