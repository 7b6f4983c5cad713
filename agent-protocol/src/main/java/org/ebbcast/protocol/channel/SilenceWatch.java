package org.ebbcast.protocol.channel;

/**
 * Counts heartbeat intervals in which a peer was not heard. Counting ticks rather than comparing clocks forgives a
 * stall of our own: after it, waiting bytes are read before the next tick. Owned by the connection's event loop.
 */
final class SilenceWatch {
    /** Silent intervals that end a connection. */
    static final int MISSED_LIMIT = 3;

    private boolean heard = true;
    private int missed;

    /** Anything came. */
    void heard() {
        heard = true;
    }

    /** One interval is over. Returns whether the peer has missed {@link #MISSED_LIMIT} in a row. */
    boolean tick() {
        missed = heard ? 0 : missed + 1;
        heard = false;
        return missed >= MISSED_LIMIT;
    }
}
