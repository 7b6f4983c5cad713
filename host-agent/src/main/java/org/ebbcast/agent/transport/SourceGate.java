package org.ebbcast.agent.transport;

import java.util.random.RandomGenerator;

/**
 * When a receiver may ask a source for what no neighbour has. Owned by its receiver.
 *
 * <p>n receivers that may together ask l times a second each ask once in n / 0.8 l seconds, the first time after a uniformly random part of that, later ones after half to one and a half of it (RFC 3550, 6.2 and 6.3). Whoever waits
 * goes on asking neighbours, and asks the source for nothing that they, or the source's multicast, have brought meanwhile:
 * that is what suppresses nearly all requests when many lack the same.
 */
public final class SourceGate {
    private static final double NANOS_PER_SECOND = 1e9;
    /** Of the limit, on average: chance may put more into one second than into another. */
    private static final double SHARE = 0.8;

    private final RandomGenerator random;
    private final double limitPerSecond;
    private long meanNanos;
    private boolean armed;
    private long opensNanos;

    /** @param limitPerSecond requests of all receivers together */
    public SourceGate(double limitPerSecond, RandomGenerator random) {
        this.limitPerSecond = limitPerSecond;
        this.random = random;
        setReceivers(1);
    }

    /** How many share the source. */
    public void setReceivers(int receivers) {
        long mean = (long) (receivers / (SHARE * limitPerSecond) * NANOS_PER_SECOND);
        if (mean != meanNanos) {
            meanNanos = mean;
            armed = false;
        }
    }

    /** Whether the source may be asked now; the first call starts the wait. */
    public boolean isOpen(long nowNanos) {
        if (!armed) {
            armed = true;
            opensNanos = nowNanos + (meanNanos == 0 ? 0 : random.nextLong(meanNanos));
        }
        return nowNanos - opensNanos >= 0;
    }

    /** The source was asked. */
    public void asked(long nowNanos) {
        opensNanos = nowNanos + meanNanos / 2 + (meanNanos == 0 ? 0 : random.nextLong(meanNanos));
    }

    /** When the source may be asked, once the wait has begun. */
    public long opensNanos() {
        return opensNanos;
    }

    /** Mean time between two requests of one receiver. */
    public long meanNanos() {
        return meanNanos;
    }
}
