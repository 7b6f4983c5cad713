package org.ebbcast.agent.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where image datagrams come from. Owned by the receive loop's thread. */
interface DatagramSource {
    /**
     * Reads into {@code to} at its position: a datagram, or several of the same size behind each other, the last of which may
     * be shorter. False if none waits.
     */
    boolean receive(ByteBuffer to) throws IOException;
}
