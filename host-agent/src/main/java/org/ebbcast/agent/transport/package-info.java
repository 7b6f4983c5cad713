/**
 * Reliable multicast of shipments as state machines: no sockets, no clock, no randomness of their own. Time comes in as
 * nanoseconds, random numbers as a seeded generator, storage as {@link org.ebbcast.agent.transport.PieceStore}; what the
 * world is to do comes out as effects. The agent runs them behind real sockets, a simulator under virtual time.
 */
@NullMarked
package org.ebbcast.agent.transport;

import org.jspecify.annotations.NullMarked;
