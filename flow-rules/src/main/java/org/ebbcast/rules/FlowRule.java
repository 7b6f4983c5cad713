package org.ebbcast.rules;

import java.util.List;
import java.util.Objects;

/**
 * A flow rule of a tree: IPv4 UDP to one multicast address arriving at one port. Immutable; the identity of a rule
 * in a switch is table, priority and match (OpenFlow 1.3.5, 6.4).
 */
public final class FlowRule {
    private final int tableId;
    private final int priority;
    private final long cookie;
    private final PortNumber inPort;
    private final Ipv4Address destination;
    private final List<Action> actions;

    private FlowRule(
            int tableId, int priority, long cookie, PortNumber inPort, Ipv4Address destination, List<Action> actions) {
        this.tableId = tableId;
        this.priority = priority;
        this.cookie = cookie;
        this.inPort = inPort;
        this.destination = destination;
        this.actions = actions;
    }

    public static FlowRule of(
            int tableId, int priority, long cookie, PortNumber inPort, Ipv4Address destination, List<Action> actions) {
        return new FlowRule(tableId, priority, cookie, inPort, destination, List.copyOf(actions));
    }

    public int tableId() {
        return tableId;
    }

    public int priority() {
        return priority;
    }

    public long cookie() {
        return cookie;
    }

    public PortNumber inPort() {
        return inPort;
    }

    /** The multicast address matched; eth_type 0x0800 and ip_proto 17 are implied. */
    public Ipv4Address destination() {
        return destination;
    }

    /** OFPIT_APPLY_ACTIONS, in this order. */
    public List<Action> actions() {
        return actions;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof FlowRule)) {
            return false;
        }
        FlowRule r = (FlowRule) o;
        return r.tableId == tableId
                && r.priority == priority
                && r.cookie == cookie
                && r.inPort.equals(inPort)
                && r.destination.equals(destination)
                && r.actions.equals(actions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tableId, priority, cookie, inPort, destination, actions);
    }

    @Override
    public String toString() {
        return "table=" + tableId + " priority=" + priority + " cookie=0x" + Long.toHexString(cookie) + " in_port="
                + inPort + " ipv4_dst=" + destination + " apply=" + actions;
    }
}
