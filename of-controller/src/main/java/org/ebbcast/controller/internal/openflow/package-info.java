/**
 * OpenFlow 1.3 over TCP: framing, handshake, sessions with transactions behind barriers, and the shell that feeds the
 * fabric core. Everything here is owned by one netty event loop.
 */
@NullMarked
package org.ebbcast.controller.internal.openflow;

import org.jspecify.annotations.NullMarked;
