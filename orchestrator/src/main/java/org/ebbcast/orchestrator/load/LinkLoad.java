package org.ebbcast.orchestrator.load;

/** Load of one direction of a link as last measured. Immutable. */
public final class LinkLoad {
    private final double measuredBitsPerSecond;
    private final double ownBitsPerSecond;
    private final double foregroundBitsPerSecond;
    private final double averageBitsPerSecond;
    private final long ageNanos;

    private LinkLoad(double measured, double own, double foreground, double average, long ageNanos) {
        measuredBitsPerSecond = measured;
        ownBitsPerSecond = own;
        foregroundBitsPerSecond = foreground;
        averageBitsPerSecond = average;
        this.ageNanos = ageNanos;
    }

    static LinkLoad of(double measured, double own, double foreground, double average, long ageNanos) {
        return new LinkLoad(measured, own, foreground, average, ageNanos);
    }

    /** Everything that crossed in the last window. */
    public double measuredBitsPerSecond() {
        return measuredBitsPerSecond;
    }

    /** Of that, Ebbcast's trees. */
    public double ownBitsPerSecond() {
        return ownBitsPerSecond;
    }

    /** Everything but Ebbcast's trees, smoothed: a burst counts at once, an ebb only after it lasted. */
    public double foregroundBitsPerSecond() {
        return foregroundBitsPerSecond;
    }

    /** The same averaged over bursts, since it last changed for good: what the lowest queue leaves to wait for. */
    public double averageForegroundBitsPerSecond() {
        return averageBitsPerSecond;
    }

    /** Since the last sample that was believed. */
    public long ageNanos() {
        return ageNanos;
    }
}
