package org.ebbcast.agent.net;

import io.netty.channel.Channel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;

/** A TCP connection whose priority on this host can be lowered. Owned by its event loop. */
public final class LowerEffortSocketChannel extends NioSocketChannel {
    /** A connection that is to be made. */
    public LowerEffortSocketChannel() {
        super(SelectorProvider.provider(), InternetProtocolFamily.IPv4);
    }

    /** A connection that {@code parent} accepted. */
    public LowerEffortSocketChannel(Channel parent, SocketChannel accepted) {
        super(parent, accepted);
    }

    /** To be called once the channel's options are set: IP_TOS sets the priority as well. */
    public void lowerPriority() {
        SocketPriority.lower(javaChannel());
    }
}
