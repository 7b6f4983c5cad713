package org.ebbcast.orchestrator.view;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** When, how fast and with what part of contended links a distribution may run. Immutable. */
public final class Policy {
    /** At any time, as fast as links are idle, with an equal part. */
    public static final Policy NONE = new Policy(OptionalLong.empty(), Optional.empty(), Optional.empty(), 1);

    private static final long MIN_RATE_BITS_PER_SECOND = 1_000;
    private static final double MIN_PRIORITY = 0.01;
    private static final double MAX_PRIORITY = 100;

    private final OptionalLong maxRateBitsPerSecond;
    private final Optional<Instant> notBefore;
    private final Optional<Instant> notAfter;
    private final double priority;

    private Policy(
            OptionalLong maxRateBitsPerSecond,
            Optional<Instant> notBefore,
            Optional<Instant> notAfter,
            double priority) {
        this.maxRateBitsPerSecond = maxRateBitsPerSecond;
        this.notBefore = notBefore;
        this.notAfter = notAfter;
        this.priority = priority;
    }

    /**
     * See the accessors for units.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public static Policy of(
            OptionalLong maxRateBitsPerSecond,
            Optional<Instant> notBefore,
            Optional<Instant> notAfter,
            double priority) {
        if (maxRateBitsPerSecond.isPresent() && maxRateBitsPerSecond.getAsLong() < MIN_RATE_BITS_PER_SECOND) {
            throw new IllegalArgumentException("maxRateBitsPerSecond is " + maxRateBitsPerSecond.getAsLong()
                    + ", expected at least " + MIN_RATE_BITS_PER_SECOND + " bits per second; leave it out for no limit,"
                    + " pause the distribution for nothing at all");
        }
        if (!(priority >= MIN_PRIORITY && priority <= MAX_PRIORITY)) {
            throw new IllegalArgumentException("priority is " + priority + ", expected a number from " + MIN_PRIORITY
                    + " to " + (int) MAX_PRIORITY + "; 1 is an equal part");
        }
        if (notBefore.isPresent() && notAfter.isPresent() && !notBefore.get().isBefore(notAfter.get())) {
            throw new IllegalArgumentException("notAfter is " + notAfter.get() + ", which is not after notBefore, "
                    + notBefore.get());
        }
        return new Policy(maxRateBitsPerSecond, notBefore, notAfter, priority);
    }

    /** Most that all streams of the distribution together send, headers counted; empty for no limit. */
    public OptionalLong maxRateBitsPerSecond() {
        return maxRateBitsPerSecond;
    }

    /** Nothing is asked of any agent before; empty for at once. */
    public Optional<Instant> notBefore() {
        return notBefore;
    }

    /** Targets that lack something then have failed; empty for no end. */
    public Optional<Instant> notAfter() {
        return notAfter;
    }

    /** Part of a contended link relative to other distributions, from 0.01 to 100; 1 unless said otherwise. */
    public double priority() {
        return priority;
    }
}
