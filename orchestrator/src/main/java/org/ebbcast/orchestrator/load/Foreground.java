package org.ebbcast.orchestrator.load;

/** Smoothed foreground load of one direction of one port. Owned by its {@link LoadEstimator}. */
final class Foreground {
    /** An excess over our own load that is smaller than this share of it is believed only if it lasts. */
    private static final double DOUBTFUL_SHARE = 0.1;
    /** Samples kept for each interval that a lull must last: polls beside the regular ones make more of them. */
    private static final int SAMPLES_AN_INTERVAL = 4;

    private final long lullNanos;
    private final double[] recent;
    private final long[] recentNanos;
    private int samples;
    private final ChangePointMean mean = new ChangePointMean();
    private final long intervalNanos;
    private double capacity;
    private double previousExcess;
    private double measured;
    private double own;
    private long atNanos;

    /**
     * @param ebbIntervals statistics intervals T that a lull must last
     * @param intervalNanos T
     */
    Foreground(int ebbIntervals, long intervalNanos) {
        this.intervalNanos = intervalNanos;
        lullNanos = ebbIntervals * intervalNanos - intervalNanos / 2;
        recent = new double[SAMPLES_AN_INTERVAL * ebbIntervals];
        recentNanos = new long[recent.length];
    }

    /*
     * excess  x_i = max(0, measured_i - own_i)
     * believed b_i = x_i                 if x_i >= 0.1 own_i
     *               min(x_i, x_(i-1))    else: port and flow counters are not read in the same instant, which shows as
     *                                    an excess in one window and a deficit in the next
     * foreground   = max b_j over the windows that ended less than (k - 1/2) T before the last one did: a burst counts
     *                in its first window, a lull when k windows have seen it, also if windows are shorter than T at times
     * average      = min(foreground, low mean of measured_i - own_i since it last changed for good): too much in one
     *                window is too little in the next, but what began or ended within a window, or began with more than
     *                it went on with, does not count for long
     */
    void sample(
            double measuredBitsPerSecond,
            double ownBitsPerSecond,
            double windowSeconds,
            double capacityBitsPerSecond,
            long nowNanos) {
        mean.sample(
                measuredBitsPerSecond - ownBitsPerSecond, windowSeconds * 1e9 / intervalNanos, capacityBitsPerSecond);
        double excess = Math.max(0, measuredBitsPerSecond - ownBitsPerSecond);
        boolean doubtful = excess < DOUBTFUL_SHARE * ownBitsPerSecond;
        recentNanos[samples % recent.length] = nowNanos;
        recent[samples++ % recent.length] = doubtful ? Math.min(excess, previousExcess) : excess;
        previousExcess = excess;
        capacity = capacityBitsPerSecond;
        measured = measuredBitsPerSecond;
        own = ownBitsPerSecond;
        atNanos = nowNanos;
    }

    boolean isKnown() {
        return samples > 0;
    }

    LinkLoad load(long nowNanos) {
        double foreground = 0;
        for (int i = 0; i < Math.min(samples, recent.length); i++) {
            if (atNanos - recentNanos[i] < lullNanos) {
                foreground = Math.max(foreground, recent[i]);
            }
        }
        double average = Math.min(foreground, mean.lowMean(capacity));
        return LinkLoad.of(measured, own, foreground, Math.max(0, average), nowNanos - atNanos);
    }
}
