package org.ebbcast.agent.net;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.ebbcast.agent.seal.SealedRange;
import org.ebbcast.protocol.Digest;

/**
 * Bytes of a blob to fetch from a neighbour's blob endpoint.
 *
 * @param token bearer token that the neighbour wants to see
 * @param offset within the blob, bytes
 * @param length bytes, positive
 * @param waitSeconds that the neighbour may take to get them itself; 0 if it is to say at once that it lacks them
 * @param sealKey of a sealed shipment, under which the neighbour is to seal its answer
 */
public record RangeRequest(
        InetSocketAddress neighbour,
        Digest blob,
        String token,
        long offset,
        int length,
        int waitSeconds,
        Optional<byte[]> sealKey) {
    /** How much longer the answer's body is than what was asked for, bytes. */
    int overheadBytes() {
        return sealKey.isPresent() ? SealedRange.OVERHEAD_BYTES : 0;
    }
}
