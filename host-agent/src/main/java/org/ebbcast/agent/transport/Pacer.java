package org.ebbcast.agent.transport;

/**
 * When the next datagram may go, so that a stream keeps its rate: each datagram pushes the deadline on by the time
 * that it takes at that rate. Owned by its sender.
 */
final class Pacer {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long SLOW_BURST_BITS = 48 << 13;
    private static final int SLOW_BURST_FACTOR = 4;

    private final long leastBurstNanos;
    private long burstNanos;
    private long rateBitsPerSecond;
    private long deadlineNanos;
    private long remainder;

    /**
     * @param burstNanos how much time lost to a late wake-up may be caught up with at once; a slow stream may catch up with
     *     as much as 48 KiB take, four times that at most: a busy machine wakes nobody up by the millisecond
     */
    Pacer(long burstNanos, long rateBitsPerSecond, long nowNanos) {
        leastBurstNanos = burstNanos;
        this.rateBitsPerSecond = rateBitsPerSecond;
        this.burstNanos = burst();
        deadlineNanos = nowNanos;
    }

    /** The rate holds from the next datagram on; 0 stops. */
    void setRate(long bitsPerSecond, long nowNanos) {
        long wait = deadlineNanos - nowNanos;
        if (bitsPerSecond > 0 && wait > 0) {
            deadlineNanos = nowNanos + (long) ((double) wait * rateBitsPerSecond / bitsPerSecond);
        }
        rateBitsPerSecond = bitsPerSecond;
        burstNanos = burst();
        remainder = 0;
    }

    private long burst() {
        long slow = SLOW_BURST_BITS * NANOS_PER_SECOND / Math.max(1, rateBitsPerSecond);
        return Math.max(leastBurstNanos, Math.min(SLOW_BURST_FACTOR * leastBurstNanos, slow));
    }

    boolean isStopped() {
        return rateBitsPerSecond == 0;
    }

    /** When the next datagram may go; meaningless while stopped. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /** How many datagrams of {@code wireBytes} each are due: 1 to {@code most}. The deadline has passed. */
    int due(int wireBytes, long nowNanos, int most) {
        long late = Math.min(nowNanos - deadlineNanos, burstNanos);
        return (int) Math.min(most, 1 + late / nanosOf(wireBytes));
    }

    /** How long {@code wireBytes} take, at least 1 ns. Must not be asked while stopped. */
    long nanosOf(int wireBytes) {
        return Math.max(1, wireBytes * 8L * NANOS_PER_SECOND / rateBitsPerSecond);
    }

    /** A datagram of {@code wireBytes} went out. */
    void sent(int wireBytes, long nowNanos) {
        long from = Math.max(deadlineNanos, nowNanos - burstNanos);
        long bitNanos = wireBytes * 8L * NANOS_PER_SECOND + remainder;
        deadlineNanos = from + bitNanos / rateBitsPerSecond;
        remainder = bitNanos % rateBitsPerSecond;
    }
}
