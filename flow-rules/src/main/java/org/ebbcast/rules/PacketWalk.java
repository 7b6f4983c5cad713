package org.ebbcast.rules;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where one injected packet went. Immutable. */
public final class PacketWalk {
    /** A copy of the packet leaving a switch port. Immutable. */
    public static final class Copy {
        private final ConnectPoint from;
        private final int dscp;
        private final OptionalInt queueId;

        private Copy(ConnectPoint from, int dscp, OptionalInt queueId) {
            this.from = from;
            this.dscp = dscp;
            this.queueId = queueId;
        }

        static Copy of(ConnectPoint from, int dscp, OptionalInt queueId) {
            return new Copy(from, dscp, queueId);
        }

        /** The port it left by. */
        public ConnectPoint from() {
            return from;
        }

        /** DSCP that it carries from there on. */
        public int dscp() {
            return dscp;
        }

        /** Queue it waited in; empty for the port's default. */
        public OptionalInt queueId() {
            return queueId;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Copy
                    && ((Copy) o).from.equals(from)
                    && ((Copy) o).dscp == dscp
                    && ((Copy) o).queueId.equals(queueId);
        }

        @Override
        public int hashCode() {
            return Objects.hash(from, dscp, queueId);
        }

        @Override
        public String toString() {
            return from + " dscp=" + dscp + " queue=" + queueId;
        }
    }

    private final List<Copy> toHosts;
    private final List<Copy> toSwitches;
    private final List<Copy> toNowhere;
    private final List<ConnectPoint> loops;
    private final boolean storm;

    private PacketWalk(
            List<Copy> toHosts, List<Copy> toSwitches, List<Copy> toNowhere, List<ConnectPoint> loops, boolean storm) {
        this.toHosts = toHosts;
        this.toSwitches = toSwitches;
        this.toNowhere = toNowhere;
        this.loops = loops;
        this.storm = storm;
    }

    static PacketWalk of(
            List<Copy> toHosts, List<Copy> toSwitches, List<Copy> toNowhere, List<ConnectPoint> loops, boolean storm) {
        return new PacketWalk(
                List.copyOf(toHosts), List.copyOf(toSwitches), List.copyOf(toNowhere), List.copyOf(loops), storm);
    }

    /** Copies that reached a host, in the order of the walk; a host that got two is in here twice. */
    public List<Copy> toHosts() {
        return toHosts;
    }

    /** Copies that crossed a link to another switch. */
    public List<Copy> toSwitches() {
        return toSwitches;
    }

    /** Copies that left by a port without a cable. */
    public List<Copy> toNowhere() {
        return toNowhere;
    }

    /** Ports where a copy came in that had come in there before. */
    public List<ConnectPoint> loops() {
        return loops;
    }

    /** Whether the walk was cut off because there were too many copies. */
    public boolean isStorm() {
        return storm;
    }

    /** How many copies each host port got; ports without any are left out. */
    public Map<ConnectPoint, Long> deliveries() {
        return toHosts.stream()
                .map(Copy::from)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /** Whether it went nowhere at all. */
    public boolean isDropped() {
        return toHosts.isEmpty() && toSwitches.isEmpty() && toNowhere.isEmpty();
    }

    @Override
    public String toString() {
        return "to hosts " + toHosts + ", to switches " + toSwitches + ", to nowhere " + toNowhere + ", loops " + loops
                + (storm ? ", cut off" : "");
    }
}
