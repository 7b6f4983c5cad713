package org.ebbcast.protocol.channel;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Exponential backoff with jitter: the n-th delay in a row is drawn evenly from the upper half of
 * {@code min(max, first * 2^n)}, so that agents that lost the same controller do not come back in step. Equal seeds
 * give equal delays. Owned by its caller.
 */
final class Backoff {
    private final long firstNanos;
    private final long maxNanos;
    private final SplittableRandom random;
    private long ceilingNanos;

    Backoff(Duration first, Duration max, long seed) {
        firstNanos = first.toNanos();
        maxNanos = max.toNanos();
        random = new SplittableRandom(seed);
        ceilingNanos = firstNanos;
    }

    /** How long to wait now; the next wait will be longer. */
    Duration next() {
        long delay = ceilingNanos - random.nextLong(ceilingNanos / 2 + 1);
        ceilingNanos = ceilingNanos > maxNanos / 2 ? maxNanos : ceilingNanos * 2;
        return Duration.ofNanos(delay);
    }

    /** It worked: the next wait is a first one again. */
    void reset() {
        ceilingNanos = firstNanos;
    }
}
