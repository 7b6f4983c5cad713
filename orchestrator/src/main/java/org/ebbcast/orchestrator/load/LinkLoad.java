package org.ebbcast.orchestrator.load;

/** Load of one direction of a link as last measured. Immutable. */
public final class LinkLoad {
    private final double measuredBitsPerSecond;
    private final double ownBitsPerSecond;
    private final double foregroundBitsPerSecond;
    private final long ageNanos;

    private LinkLoad(double measured, double own, double foreground, long ageNanos) {
        measuredBitsPerSecond = measured;
        ownBitsPerSecond = own;
        foregroundBitsPerSecond = foreground;
        this.ageNanos = ageNanos;
    }

    static LinkLoad of(double measured, double own, double foreground, long ageNanos) {
        return new LinkLoad(measured, own, foreground, ageNanos);
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

    /** Since the last sample that was believed. */
    public long ageNanos() {
        return ageNanos;
    }
}
