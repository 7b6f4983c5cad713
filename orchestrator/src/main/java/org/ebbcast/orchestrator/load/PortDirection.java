package org.ebbcast.orchestrator.load;

import org.ebbcast.rules.ConnectPoint;

/** Traffic out of or into one switch port: where one direction of a link is measured. Immutable. */
public final class PortDirection {
    private final ConnectPoint at;
    private final boolean sent;

    private PortDirection(ConnectPoint at, boolean sent) {
        this.at = at;
        this.sent = sent;
    }

    /** Out of the switch: tx_bytes. */
    public static PortDirection sentFrom(ConnectPoint at) {
        return new PortDirection(at, true);
    }

    /** Into the switch: rx_bytes. */
    public static PortDirection receivedAt(ConnectPoint at) {
        return new PortDirection(at, false);
    }

    public ConnectPoint at() {
        return at;
    }

    /** Out of the switch, else into it. */
    public boolean isSent() {
        return sent;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof PortDirection && ((PortDirection) o).sent == sent && ((PortDirection) o).at.equals(at);
    }

    @Override
    public int hashCode() {
        return 2 * at.hashCode() + (sent ? 1 : 0);
    }

    @Override
    public String toString() {
        return at + (sent ? " sent" : " received");
    }
}
