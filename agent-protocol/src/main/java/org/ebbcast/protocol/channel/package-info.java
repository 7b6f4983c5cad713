/**
 * The control connection between agents and controllers over TCP, optionally TLS: {@link
 * org.ebbcast.protocol.channel.AgentServer} on the controller's side, {@link
 * org.ebbcast.protocol.channel.AgentClient} on the agent's.
 *
 * <p>A frame is a 4-byte big-endian length and that many bytes of UTF-8 JSON. The agent speaks first ({@code hello}),
 * the controller answers {@code welcome} or {@code refused}; from then on both speak when they like. The agent sends a
 * heartbeat at the interval of the welcome, the controller echoes it, and either side ends a connection on which
 * nothing came for three intervals. {@code docs/protocol.md} is the specification.
 *
 * <p>Every connection belongs to one event loop; listeners are called on it, in order for any one agent and with no
 * lock held, and must not block. What waits to be sent is bounded in bytes; a peer that reads too slowly loses the
 * connection rather than a message out of the middle.
 */
@NullMarked
package org.ebbcast.protocol.channel;

import org.jspecify.annotations.NullMarked;
