package org.ebbcast.agent.transport;

/**
 * Sequence numbers of one stream as a receiver sees them: how many datagrams were sent to it and how many came.
 * Owned by its receiver.
 */
final class StreamTracker {
    /*
     * After RFC 3550, appendix A.1: a step ahead of fewer than MAX_DROPOUT numbers is loss; anything further away is
     * believed only when the next datagram follows it, so that one forged number does not read as a million losses.
     * A sliding window of 64 numbers tells a late datagram from a repeated one (RFC 4303, 3.4.3); what is older, or was
     * sent before the first one seen, counts as neither.
     */
    private static final int MAX_DROPOUT = 20_000;
    private static final int WINDOW = 64;

    private boolean started;
    private int highest;
    private long highestChunk;
    private long seen;
    private boolean suspected;
    private int suspect;
    private long expected;
    private long received;
    private long lastSeenNanos;

    /**
     * Takes note of a datagram. Returns the first chunk that was certainly sent from the last datagram in sending order
     * up to this one; {@code chunk} itself where the stream jumped. Parity between chunks takes sequence numbers too.
     */
    long observe(int sequence, long chunk, long nowNanos) {
        lastSeenNanos = nowNanos;
        int step = sequence - highest;
        if (!started) {
            restart(sequence, chunk);
        } else if (step > 0 && step < MAX_DROPOUT) {
            return advance(step, sequence, chunk);
        } else if (step <= 0 && step > -MAX_DROPOUT) {
            late(-step);
        } else if (suspected && sequence == suspect) {
            restart(sequence, chunk);
        } else {
            suspected = true;
            suspect = sequence + 1;
        }
        return chunk;
    }

    private long advance(int step, int sequence, long chunk) {
        long ahead = chunk - highestChunk;
        long from = ahead >= 0 && ahead <= step ? highestChunk : chunk;
        seen = step >= WINDOW ? 1 : seen << step | 1;
        expected += step;
        received++;
        highest = sequence;
        highestChunk = chunk;
        suspected = false;
        return from;
    }

    private void late(int age) {
        if (age < WINDOW && (seen >>> age & 1) == 0) {
            seen |= 1L << age;
            received++;
        }
    }

    private void restart(int sequence, long chunk) {
        started = true;
        suspected = false;
        highest = sequence;
        highestChunk = chunk;
        seen = -1L;
        expected++;
        received++;
    }

    /** Datagrams that were sent and did not come, so far; one that comes late takes itself off again. */
    long lost() {
        return expected - received;
    }

    long lastSeenNanos() {
        return lastSeenNanos;
    }
}
