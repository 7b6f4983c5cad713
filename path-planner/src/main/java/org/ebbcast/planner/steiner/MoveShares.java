package org.ebbcast.planner.steiner;

/**
 * Which of two kinds of move comes next, so that each gets a part of the time by how much it gained for its time.
 *
 * <p>The second kind gets no less than a least part and no more than a most one, so that the first, which is to find
 * new ground, is never starved. Where no time is measured every move counts the same, which keeps runs of
 * so many rounds repeatable. Owned by one search.
 */
final class MoveShares {
    private static final double LEAST = 0.05;
    private static final double MOST = 0.6;
    private static final double MEMORY = 0.98;
    private static final double MEMORY_OF_A_KIND = 0.95;
    private static final double LEAST_TIME = 1e-7;
    private static final double LEAST_GAIN = 1e-9;

    private final double[] time = {LEAST_TIME, LEAST_TIME};
    private final double[] recentTime = {LEAST_TIME, LEAST_TIME};
    private final double[] recentGains = {LEAST_GAIN, LEAST_GAIN};

    /** Kind 0 or 1, whichever is behind its share. */
    int next() {
        double rate = recentGains[1] / recentTime[1];
        double other = recentGains[0] / recentTime[0];
        double share = Math.min(MOST, Math.max(LEAST, rate / (rate + other)));
        return time[1] * (1 - share) < time[0] * share ? 1 : 0;
    }

    /** Takes in that a move of a kind took some part of the budget and gained some part of the cost, or 0. */
    void note(int kind, double part, double gain) {
        double spent = part + LEAST_TIME;
        time[0] *= MEMORY;
        time[1] *= MEMORY;
        time[kind] += spent;
        recentTime[kind] = recentTime[kind] * MEMORY_OF_A_KIND + spent;
        recentGains[kind] = recentGains[kind] * MEMORY_OF_A_KIND + gain + LEAST_GAIN;
    }
}
