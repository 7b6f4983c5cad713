/**
 * The thin shell around the transport's state machines: the sockets, the two threads that run them, and the client
 * that fetches from neighbours. Everything bulky that leaves here is marked lower effort.
 */
@NullMarked
package org.ebbcast.agent.net;

import org.jspecify.annotations.NullMarked;
