package org.ebbcast.agent.transport;

/**
 * What came in, per receiver, since it started.
 *
 * @param datagrams that belong to the shipment
 * @param duplicates of chunks that were here already
 * @param malformed chunk index or length that the shipment does not have
 * @param quarantined dropped because their piece is fetched whole from a neighbour
 * @param wrongPieces complete pieces whose hash was wrong
 * @param restored chunks computed from parity
 * @param multicastBytes payload bytes that came by multicast and were new, restored ones counted
 * @param repairBytes payload bytes that came from neighbours and were new
 */
public record ReceiverCounters(
        long datagrams,
        long duplicates,
        long malformed,
        long quarantined,
        long wrongPieces,
        long restored,
        long multicastBytes,
        long repairBytes) {}
