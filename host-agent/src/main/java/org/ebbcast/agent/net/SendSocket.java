package org.ebbcast.agent.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** The UDP socket that all streams leave by, marked lower effort. Owned by the send loop's thread. */
final class SendSocket implements AutoCloseable {
    /** Small, so that what waits for a busy uplink waits in the pacer, not in the kernel. */
    private static final int SEND_BUFFER_BYTES = 128 << 10;

    private static final int HOPS = 8;

    private final DatagramChannel channel;

    private SendSocket(DatagramChannel channel) {
        this.channel = channel;
    }

    static SendSocket open(NetworkInterface dataInterface) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
            channel.setOption(StandardSocketOptions.IP_TOS, LowerEffort.TOS);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, dataInterface);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOPS);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, dataInterface.isLoopback());
            SocketPriority.lower(channel);
            channel.configureBlocking(false);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new SendSocket(channel);
    }

    /** Whether the kernel took the datagram; if not, the uplink is behind. */
    boolean send(ByteBuffer datagram, InetSocketAddress target) throws IOException {
        return channel.send(datagram, target) > 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
