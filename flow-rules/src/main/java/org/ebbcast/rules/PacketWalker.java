package org.ebbcast.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The oracle: follows a UDP packet through the rules of a fabric and tells which hosts get it, how often, and how it is
 * marked and queued. It knows rules, groups and cables, and nothing of trees or of the compiler that it judges.
 *
 * <p>Actions are applied in list order (OpenFlow 1.3.5, 5.11); an ALL group gives each bucket its own copy (5.6.1); a
 * copy is never sent out of the port the packet came in by (5.6.1; 7.2.1, OFPP_IN_PORT would be needed); a packet that
 * meets no rule is dropped (5.4). Time is proportional to the copies and their hops; a
 * walk of more than 100,000 copies is cut off and says so.
 */
public final class PacketWalker {
    private static final int MAX_COPIES = 100_000;

    private final Cabling cabling;
    private final RuleTables tables;

    public PacketWalker(Cabling cabling, RuleTables tables) {
        this.cabling = cabling;
        this.tables = tables;
    }

    /**
     * Sends one packet.
     *
     * @param at the port by which it enters a switch
     * @param destination its IPv4 destination
     * @param dscp how it is marked when it enters
     */
    public PacketWalk walk(ConnectPoint at, Ipv4Address destination, int dscp) {
        return new Walk(destination).run(at, dscp);
    }

    /** A copy on its way into a switch, and the arrival that it was made at. */
    private static final class Arrival {
        private final ConnectPoint at;
        private final int dscp;
        private final Optional<Arrival> parent;

        private Arrival(ConnectPoint at, int dscp, Optional<Arrival> parent) {
            this.at = at;
            this.dscp = dscp;
            this.parent = parent;
        }

        private boolean hasBeenAt(ConnectPoint point) {
            Optional<Arrival> step = Optional.of(this);
            while (step.isPresent() && !step.get().at.equals(point)) {
                step = step.get().parent;
            }
            return step.isPresent();
        }
    }

    private final class Walk {
        private final Ipv4Address destination;
        private final Deque<Arrival> pending = new ArrayDeque<>();
        private final List<PacketWalk.Copy> toHosts = new ArrayList<>();
        private final List<PacketWalk.Copy> toSwitches = new ArrayList<>();
        private final List<PacketWalk.Copy> toNowhere = new ArrayList<>();
        private final List<ConnectPoint> loops = new ArrayList<>();

        private Walk(Ipv4Address destination) {
            this.destination = destination;
        }

        private PacketWalk run(ConnectPoint at, int dscp) {
            pending.add(new Arrival(at, dscp, Optional.empty()));
            boolean storm = false;
            while (!pending.isEmpty() && !storm) {
                Arrival arrival = pending.remove();
                tables.match(arrival.at.datapathId(), arrival.at.port(), destination)
                        .ifPresent(rule -> apply(rule, arrival));
                storm = toHosts.size() + toSwitches.size() + toNowhere.size() > MAX_COPIES;
            }
            return PacketWalk.of(toHosts, toSwitches, toNowhere, loops, storm);
        }

        private void apply(FlowRule rule, Arrival arrival) {
            DatapathId datapathId = arrival.at.datapathId();
            int dscp = arrival.dscp;
            OptionalInt queueId = OptionalInt.empty();
            for (Action action : rule.actions()) {
                switch (action.kind()) {
                    case SET_DSCP:
                        dscp = (int) action.operand();
                        break;
                    case SET_QUEUE:
                        queueId = OptionalInt.of((int) action.operand());
                        break;
                    case OUTPUT:
                        output(arrival, PortNumber.of(action.operand()), dscp, queueId);
                        break;
                    default:
                        for (PortNumber port : buckets(datapathId, (int) action.operand())) {
                            output(arrival, port, dscp, queueId);
                        }
                }
            }
        }

        private List<PortNumber> buckets(DatapathId datapathId, int groupId) {
            return tables.group(datapathId, groupId).map(GroupEntry::outputs).orElse(List.of());
        }

        private void output(Arrival arrival, PortNumber port, int dscp, OptionalInt queueId) {
            if (port.equals(arrival.at.port())) {
                return;
            }
            ConnectPoint from = ConnectPoint.of(arrival.at.datapathId(), port);
            PacketWalk.Copy copy = PacketWalk.Copy.of(from, dscp, queueId);
            if (cabling.isHostPort(from)) {
                toHosts.add(copy);
            } else if (cabling.peer(from).isEmpty()) {
                toNowhere.add(copy);
            } else {
                toSwitches.add(copy);
                arrive(cabling.peer(from).orElseThrow(), dscp, arrival);
            }
        }

        private void arrive(ConnectPoint at, int dscp, Arrival parent) {
            if (parent.hasBeenAt(at)) {
                loops.add(at);
            } else {
                pending.add(new Arrival(at, dscp, Optional.of(parent)));
            }
        }
    }
}
