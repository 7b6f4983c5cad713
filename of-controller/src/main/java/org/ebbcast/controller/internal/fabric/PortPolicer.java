package org.ebbcast.controller.internal.fabric;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.ebbcast.rules.ConnectPoint;

/**
 * A token bucket per port for frames that reach the controller (RFC 2697 with one rate): a port may send a second's
 * worth at once. Owned by the fabric's event loop.
 */
final class PortPolicer {
    /** What to do with a frame. */
    enum Verdict {
        PASS,
        /** Over the limit, and the first such since the port was last silenced: silence it. */
        SILENCE,
        /** Over the limit; what came before the switch obeyed. */
        DROP
    }

    private static final class Bucket {
        double tokens;
        long filledNanos;
        long silencedNanos;
        boolean silenced;
    }

    private static final double NANOS_PER_SECOND = 1e9;

    private final int framesPerSecond;
    private final long silenceNanos = Duration.ofSeconds(1).toNanos();
    private final Map<ConnectPoint, Bucket> buckets = new HashMap<>();

    PortPolicer(int framesPerSecond) {
        this.framesPerSecond = framesPerSecond;
    }

    Verdict police(ConnectPoint port, long nowNanos) {
        Bucket bucket = buckets.computeIfAbsent(port, key -> full(nowNanos));
        double earned = (nowNanos - bucket.filledNanos) / NANOS_PER_SECOND * framesPerSecond;
        bucket.tokens = Math.min(framesPerSecond, bucket.tokens + earned);
        bucket.filledNanos = nowNanos;
        if (bucket.tokens >= 1) {
            bucket.tokens--;
            return Verdict.PASS;
        }
        if (bucket.silenced && nowNanos - bucket.silencedNanos < silenceNanos) {
            return Verdict.DROP;
        }
        bucket.silenced = true;
        bucket.silencedNanos = nowNanos;
        return Verdict.SILENCE;
    }

    void forget(ConnectPoint port) {
        buckets.remove(port);
    }

    private Bucket full(long nowNanos) {
        Bucket bucket = new Bucket();
        bucket.tokens = framesPerSecond;
        bucket.filledNanos = nowNanos;
        return bucket;
    }
}
