package org.ebbcast.orchestrator.view;

/** Load of one direction of a link, as last measured. Immutable. */
public final class LoadView {
    private final long loadBitsPerSecond;
    private final long foregroundBitsPerSecond;
    private final long ownBitsPerSecond;
    private final double ageSeconds;

    private LoadView(long loadBitsPerSecond, long foregroundBitsPerSecond, long ownBitsPerSecond, double ageSeconds) {
        this.loadBitsPerSecond = loadBitsPerSecond;
        this.foregroundBitsPerSecond = foregroundBitsPerSecond;
        this.ownBitsPerSecond = ownBitsPerSecond;
        this.ageSeconds = ageSeconds;
    }

    /** See the accessors for units. */
    public static LoadView of(
            long loadBitsPerSecond,
            long foregroundBitsPerSecond,
            long ownBitsPerSecond,
            double ageSeconds) {
        return new LoadView(loadBitsPerSecond, foregroundBitsPerSecond, ownBitsPerSecond, ageSeconds);
    }

    /** Everything. */
    public long loadBitsPerSecond() {
        return loadBitsPerSecond;
    }

    /** Not Ebbcast's; smoothed. */
    public long foregroundBitsPerSecond() {
        return foregroundBitsPerSecond;
    }

    /** Ebbcast's trees. */
    public long ownBitsPerSecond() {
        return ownBitsPerSecond;
    }

    /** Since the statistics came. */
    public double ageSeconds() {
        return ageSeconds;
    }
}
