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
    private final LongSupplier nanos;
    private final long start;
    private final long limitNanos;
    private int roundsLeft;

    private Budget(LongSupplier nanos, long limitNanos, int rounds) {
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.limitNanos = limitNanos;
        this.roundsLeft = rounds;
    }

    /**
     * @param limit time from now
     * @param nanos a clock, such as the CPU time of the calling thread
     */
    public static Budget ofTime(Duration limit, LongSupplier nanos) {
        return new Budget(nanos, limit.toNanos(), Integer.MAX_VALUE);
    }

    /** A budget of perturbation rounds after the first tree; 0 gives the first tree, reduced and improved. */
    public static Budget ofRounds(int rounds) {
        return new Budget(() -> 0, Long.MAX_VALUE, rounds);
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
