package org.ebbcast.agent.transport;

import org.ebbcast.protocol.Neighbour;

/**
 * Bytes to fetch from a neighbour; they lie within one piece and on chunk boundaries.
 *
 * @param id unique within the receiver
 * @param neighbour whom to ask
 * @param blob index in the shipment
 * @param piece that the bytes belong to, counted over the shipment
 * @param offset within the blob, bytes
 * @param length bytes
 */
public record RepairRequest(long id, Neighbour neighbour, int blob, int piece, long offset, int length) {
    /** How long a relay parent may keep a request for bytes that it has not verified yet. */
    public static final int RELAY_WAIT_SECONDS = 2;

    /** Seconds to wait for what the neighbour does not have yet; 0 to be told so at once. */
    public int waitSeconds() {
        return neighbour.tier() == Neighbour.Tier.RELAY ? RELAY_WAIT_SECONDS : 0;
    }
}
