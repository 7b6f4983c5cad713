package org.ebbcast.agent.net;

import java.net.InetSocketAddress;
import org.ebbcast.protocol.Digest;

/**
 * Bytes of a blob to fetch from a neighbour's blob endpoint.
 *
 * @param token bearer token that the neighbour wants to see
 * @param offset within the blob, bytes
 * @param length bytes, positive
 * @param waitSeconds that the neighbour may take to get them itself; 0 if it is to say at once that it lacks them
 */
public record RangeRequest(
        InetSocketAddress neighbour, Digest blob, String token, long offset, int length, int waitSeconds) {}
