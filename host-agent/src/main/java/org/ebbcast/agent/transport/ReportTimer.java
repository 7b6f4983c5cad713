package org.ebbcast.agent.transport;

import java.util.random.RandomGenerator;

/**
 * When a receiver may speak to its controller. Owned by its receiver.
 *
 * <p>In a small group progress goes several times a second and an event at once. In a large one the controller gives an
 * interval that grows with the number of receivers (as RTCP does, RFC 3550, 6.2), and everything a receiver has to say waits
 * for its slot: one message an interval, at a phase of its own. So n receivers send n / interval messages a second, however
 * much happens to all of them at the same moment.
 */
public final class ReportTimer {
    private final RandomGenerator random;
    private final long leastNanos;
    private long intervalNanos;
    private long nextNanos;

    /** @param leastNanos interval of a small group, within which events need not wait */
    public ReportTimer(long leastNanos, RandomGenerator random, long nowNanos) {
        this.random = random;
        this.leastNanos = leastNanos;
        intervalNanos = leastNanos;
        nextNanos = nowNanos;
    }

    /** The controller's interval; a longer one than before begins at a random phase. */
    public void setInterval(long nanos, long nowNanos) {
        long next = Math.max(leastNanos, nanos);
        if (next != intervalNanos) {
            intervalNanos = next;
            nextNanos = isSmallGroup() ? nowNanos : nowNanos + random.nextLong(intervalNanos);
        }
    }

    /** Whether events need not wait for a slot. */
    public boolean isSmallGroup() {
        return intervalNanos == leastNanos;
    }

    /** Whether a progress report may go now. */
    public boolean isDue(long nowNanos) {
        return nowNanos - nextNanos >= 0;
    }

    /** Whether an event may be told now. */
    public boolean mayTell(long nowNanos) {
        return isSmallGroup() || isDue(nowNanos);
    }

    /** The next slot. */
    public long nextNanos() {
        return nextNanos;
    }

    /** Something was said: the next slot is the first one after now. */
    public void said(long nowNanos) {
        if (isSmallGroup()) {
            nextNanos = nowNanos + intervalNanos;
        } else if (isDue(nowNanos)) {
            nextNanos += ((nowNanos - nextNanos) / intervalNanos + 1) * intervalNanos;
        }
    }
}
