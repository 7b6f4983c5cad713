package org.ebbcast.agent.net;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.ebbcast.agent.seal.DatagramOpener;

/** Where the datagrams of one shipment go. Owned by the receive loop's thread, which alone calls it. */
public interface Inbound {
    /** Payload length of most datagrams: all but those of the ends of blobs. */
    int fullPayloadBytes();

    /** Payload length of the datagram of {@code chunk}, or of parity of the block that begins there; 0 if there is none. */
    int payloadBytes(long chunk);

    /**
     * Takes a payload. Returns whether it stays where it is until {@link #flush}; see {@link
     * org.ebbcast.agent.transport.ShipmentReceiver#accept}.
     */
    boolean accept(int streamId, long chunk, int sequence, ByteBuffer from, int at, int length, long nowNanos);

    /** Takes a parity shard; see {@link org.ebbcast.agent.transport.ShipmentReceiver#acceptParity}. */
    void acceptParity(
            int streamId, long block, int shard, int sequence, ByteBuffer from, int at, int length, long nowNanos);

    /** Opens the datagrams of a sealed shipment; the same one each time. */
    default Optional<DatagramOpener> opener() {
        return Optional.empty();
    }

    /** The receive buffer is about to be used anew. */
    void flush();

    /** Lets time pass. */
    void tick(long nowNanos);

    /** Whether what comes is wanted at once rather than cheaply. */
    default boolean isUrgent() {
        return false;
    }
}
