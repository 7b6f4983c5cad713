package org.ebbcast.agent.transport;

/**
 * How a receiver paces its reports and repairs; durations in nanoseconds.
 *
 * @param reportNanos between progress reports while something changes, in a group that is not large
 * @param gapNanos how long a stream must have passed a piece before what lacks of it is repaired, streams still running
 * @param repairs requests under way at once after the end of the streams; one while they run
 * @param relayRequests under way at once to a relay parent
 * @param repairsPerNeighbour requests under way at once to one neighbour
 * @param minBackoffNanos first wait after all neighbours were asked in vain
 * @param maxBackoffNanos longest such wait
 * @param exhaustedNanos without a new byte, though every tier may be asked: the shipment has failed
 * @param requestBytes most bytes of one request
 * @param sourceRequestsPerSecond that all receivers of a shipment together send to its sources
 */
public record ReceiverSettings(
        long reportNanos,
        long gapNanos,
        int repairs,
        int relayRequests,
        int repairsPerNeighbour,
        long minBackoffNanos,
        long maxBackoffNanos,
        long exhaustedNanos,
        int requestBytes,
        int sourceRequestsPerSecond) {

    /** What an agent runs with. */
    public static final ReceiverSettings DEFAULT = new ReceiverSettings(
            250_000_000L, 1_000_000_000L, 4, 4, 2, 100_000_000L, 2_000_000_000L, 30_000_000_000L, 1 << 20, 1_000);
}
