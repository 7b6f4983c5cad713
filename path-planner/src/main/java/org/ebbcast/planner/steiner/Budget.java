package org.ebbcast.planner.steiner;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a computation may go on: an amount of time on a clock that the caller supplies, or a number of rounds,
 * which gives the same result on every machine.
 *
 * <p>Counts from its creation; owned by one computation.
 */
public final class Budget {
    private static final double SHORT_STEP_NANOS = 1e8;

    private final LongSupplier nanos;
    private final long start;
    private final long limitNanos;
    private int roundsLeft;

    private Budget(LongSupplier nanos, long start, long limitNanos, int rounds) {
        this.nanos = nanos;
        this.start = start;
        this.limitNanos = limitNanos;
        this.roundsLeft = rounds;
    }

    /**
     * @param limit time from now
     * @param nanos a clock, such as the CPU time of the calling thread
     */
    public static Budget ofTime(Duration limit, LongSupplier nanos) {
        return new Budget(nanos, nanos.getAsLong(), limit.toNanos(), Integer.MAX_VALUE);
    }

    /** A budget of perturbation rounds after the first tree; 0 gives the first tree, reduced and improved. */
    public static Budget ofRounds(int rounds) {
        return new Budget(() -> 0, 0, Long.MAX_VALUE, rounds);
    }

    /** A number of rounds within the time of this budget. */
    Budget rounds(int rounds) {
        return new Budget(nanos, start, limitNanos, rounds);
    }

    /** Whether a step of about {@code stepNanos} fits what is left; for rounds, whether it is a short one. */
    boolean allows(double stepNanos) {
        return limitNanos == Long.MAX_VALUE
                ? stepNanos < SHORT_STEP_NANOS
                : stepNanos < (1 - fraction()) * limitNanos;
    }

    /** Whether the time is over. */
    boolean spent() {
        return fraction() >= 1;
    }

    /** Part of the time that is gone; 0 for a budget of rounds. */
    double fraction() {
        return (double) (nanos.getAsLong() - start) / limitNanos;
    }

    /** Takes one round; false when there is none left, or no time. */
    boolean takeRound() {
        return roundsLeft-- > 0 && !spent();
    }
}
