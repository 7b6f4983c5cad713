package org.ebbcast.agent.http;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How a listener serves.
 *
 * @param name for logs and threads
 * @param maxConnections further ones are closed as they come
 * @param idle a connection over which nothing moves for that long is closed
 * @param lowPriority whether what it sends is marked DSCP LE (RFC 8622)
 */
public record ListenerOptions(
        String name, InetSocketAddress address, int maxConnections, Duration idle, boolean lowPriority) {}
