package org.ebbcast.orchestrator.load;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What hosts lately fetched from each other on Ebbcast's behalf, by the places that it may have crossed. No tree's
 * counters show it, and which of several neighbours gave it is not known, so that it is a bound: at most this much of a
 * place's traffic is Ebbcast's too. Owned by its {@link LoadEstimator}. Memory is O(places of the last two seconds).
 */
final class Fetches {
    private static final long BUCKET_NANOS = 500_000_000;
    private static final int BUCKETS = 4;
    private static final long FORGET_NANOS = 10_000_000_000L;

    private final Map<PortDirection, Recent> places = new HashMap<>();
    private long lastForgotNanos;

    /** Bits by half seconds. */
    private static final class Recent {
        private final double[] bits = new double[BUCKETS];
        private long bucket;

        private void moveTo(long now) {
            for (long b = Math.max(bucket + 1, now - BUCKETS + 1); b <= now; b++) {
                bits[(int) (b % BUCKETS)] = 0;
            }
            bucket = Math.max(bucket, now);
        }
    }

    void add(Collection<PortDirection> crossed, double bits, long nowNanos) {
        crossed.forEach(where -> {
            Recent recent = places.computeIfAbsent(where, w -> new Recent());
            recent.moveTo(nowNanos / BUCKET_NANOS);
            recent.bits[(int) (recent.bucket % BUCKETS)] += bits;
        });
        if (nowNanos - lastForgotNanos > FORGET_NANOS) {
            lastForgotNanos = nowNanos;
            places.values().removeIf(recent -> recent.bucket + BUCKETS < nowNanos / BUCKET_NANOS);
        }
    }

    /** Bits of the last two seconds at most. */
    double bits(PortDirection where, long nowNanos) {
        Recent recent = places.get(where);
        if (recent == null) {
            return 0;
        }
        recent.moveTo(nowNanos / BUCKET_NANOS);
        return Arrays.stream(recent.bits).sum();
    }
}
