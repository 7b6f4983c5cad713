/**
 * What agents and controllers say to each other, and what image data looks like on the wire.
 *
 * <p>{@link org.ebbcast.protocol.AgentMessage} and {@link org.ebbcast.protocol.ControllerMessage} are the two
 * directions of the control connection, framed by {@link org.ebbcast.protocol.MessageCodec} and carried by the netty
 * classes in {@code channel}. {@link org.ebbcast.protocol.ShipmentLayout} and {@link
 * org.ebbcast.protocol.ChunkHeader} say where every datagram belongs. {@code docs/protocol.md} is the specification.
 */
@NullMarked
package org.ebbcast.protocol;

import org.jspecify.annotations.NullMarked;
