package org.ebbcast.agent.net;

import java.net.InetSocketAddress;
import org.ebbcast.protocol.Digest;

/**
 * Bytes of a blob to fetch from a neighbour's blob endpoint.
 *
 * @param token bearer token that the neighbour wants to see
 * @param offset within the blob, bytes
 * @param length bytes, positive
 */
public record RangeRequest(InetSocketAddress neighbour, Digest blob, String token, long offset, int length) {}
