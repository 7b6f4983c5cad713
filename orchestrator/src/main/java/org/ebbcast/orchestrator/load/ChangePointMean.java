package org.ebbcast.orchestrator.load;

/**
 * Mean of a noisy load since it last changed for good: bursts are averaged over, a change is followed within a window
 * or a few. Owned by its {@link Foreground}. O(1) time and memory.
 */
final class ChangePointMean {
    /*
     * Per window x of length d (in intervals T), with m the mean and s the mean absolute deviation:
     *     z    = (x - m) / s
     *     up   = max(0, up + d (z - 1/2)),  down = max(0, down + d (-z - 1/2))     two-sided CUSUM: E. S. Page,
     *                                                                              Continuous Inspection Schemes,
     *                                                                              Biometrika 41 (1954)
     *     change if up > 6 or down > 6: m = mean of x since that sum was last 0,
     *                               each x weighted by what it added to the sum
     *     m   += (x - m) d / min(weight, 16)                                       else
     *     s   += 0.2 d (min(|x - m|, 3 s) - s), 3 to 20 %, at first 10 %, of the capacity
     *     u   += 0.2 d (|x - m| - u), at most s, at first 0
     *     low  = m - max(0, u - 3 % of the capacity) / sqrt(weight)
     * One standard error below, because a tree has many links, and the busiest of many uncertain means is overrated;
     * nothing where the load is steady.
     *
     * A steady load that steps by more than a fifth of the capacity is followed in its first window. Load that jumps by
     * a fifth from window to window takes two or three windows to be told from one that moved by half of the capacity,
     * and is taken for moved once in some hundred windows, which costs an average over a few windows only.
     */
    private static final double SLACK = 0.5;
    private static final double ALARM = 6;
    private static final double MOST_WEIGHT = 16;
    private static final double DEVIATION_GAIN = 0.2;
    private static final double DEVIATION_CLIP = 3;
    private static final double LEAST_DEVIATION = 0.03;
    private static final double MOST_DEVIATION = 0.2;
    private static final double FIRST_DEVIATION = 0.1;

    private final Side up = new Side();
    private final Side down = new Side();
    private double mean;
    private double weight;
    private double deviation = -1;
    private double unevenness;

    /** One sum and the windows that it has grown over. */
    private static final class Side {
        private double sum;
        private double total;
        private double added;
        private double length;

        private boolean add(double z, double x, double d) {
            double more = d * (z - SLACK);
            sum += more;
            if (sum <= 0) {
                reset();
                return false;
            }
            total += x * Math.max(0, more);
            added += Math.max(0, more);
            length += d;
            return sum > ALARM;
        }

        private void reset() {
            sum = 0;
            total = 0;
            added = 0;
            length = 0;
        }
    }

    /**
     * @param intervals length of the window in statistics intervals, above 0
     * @param capacity line rate, in the unit of {@code x}
     */
    void sample(double x, double intervals, double capacity) {
        double d = Math.min(1, intervals);
        if (weight == 0) {
            mean = x;
            weight = d;
            deviation = FIRST_DEVIATION * capacity;
            return;
        }
        double off = x - mean;
        boolean rose = up.add(off / deviation, x, d);
        boolean fell = down.add(-off / deviation, x, d);
        if (rose || fell) {
            Side side = rose ? up : down;
            mean = side.total / side.added;
            weight = side.length;
            up.reset();
            down.reset();
        } else {
            weight = Math.min(MOST_WEIGHT, weight + d);
            mean += off * d / weight;
        }
        double clipped = Math.min(Math.abs(off), DEVIATION_CLIP * deviation);
        double next = deviation + DEVIATION_GAIN * d * (clipped - deviation);
        deviation = Math.max(LEAST_DEVIATION * capacity, Math.min(MOST_DEVIATION * capacity, next));
        unevenness = Math.min(deviation, unevenness + DEVIATION_GAIN * d * (Math.abs(off) - unevenness));
    }

    /**
     * What the mean may as well be, given how uneven the load is and how long it has been seen.
     *
     * @param capacity line rate, in the unit of the samples
     */
    double lowMean(double capacity) {
        double notable = Math.max(0, unevenness - LEAST_DEVIATION * capacity);
        return weight == 0 ? mean : mean - notable / Math.sqrt(weight);
    }
}
