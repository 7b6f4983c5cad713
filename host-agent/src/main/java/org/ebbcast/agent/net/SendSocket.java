package org.ebbcast.agent.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The UDP socket that all streams leave by, marked lower effort. Owned by the send loop's thread. */
final class SendSocket implements AutoCloseable {
    /*
     * With UDP_SEGMENT of udp(7) the kernel takes up to 64 datagrams of one size with one call and cuts them as late as it
     * can. Where it does not (before Linux 4.18, or before 6.11 on an interface that computes no checksums) datagrams go
     * one by one.
     */
    private static final Logger log = LoggerFactory.getLogger(SendSocket.class);

    /** Small, so that what waits for a busy uplink waits in the pacer, not in the kernel. */
    private static final int SEND_BUFFER_BYTES = 128 << 10;

    private static final int HOPS = 8;
    private static final int UDP_SEGMENT = 103;
    private static final int MAX_SEGMENTS = 64;
    private static final int MAX_SEND_BYTES = 65_535 - 20 - 8;

    private final DatagramChannel channel;
    private boolean segments = true;
    private int segmentBytes;

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

    /** How many datagrams of {@code datagramBytes} one call takes at most. */
    int most(int datagramBytes) {
        return segments ? Math.max(1, Math.min(MAX_SEGMENTS, MAX_SEND_BYTES / datagramBytes)) : 1;
    }

    /**
     * Sends datagrams of {@code datagramBytes} each, the last of which may be shorter. Returns how many the kernel took: all,
     * or none because the uplink is behind, or the first alone because it does not cut runs, and then {@link #most} is 1.
     */
    int send(ByteBuffer datagrams, int datagramBytes, InetSocketAddress target) throws IOException {
        int count = (datagrams.remaining() + datagramBytes - 1) / datagramBytes;
        if (count > 1) {
            try {
                cutBy(datagramBytes);
                return channel.send(datagrams, target) > 0 ? count : 0;
            } catch (IOException e) {
                return sendFirst(datagrams, datagramBytes, target, e);
            }
        } else if (segmentBytes > 0 && datagrams.remaining() > segmentBytes) {
            cutBy(0);
        }
        return channel.send(datagrams, target) > 0 ? 1 : 0;
    }

    private int sendFirst(ByteBuffer datagrams, int datagramBytes, InetSocketAddress target, IOException refusal)
            throws IOException {
        cutBy(0);
        int taken = channel.send(datagrams.limit(datagrams.position() + datagramBytes), target) > 0 ? 1 : 0;
        segments = false;
        log.info("Tried to send several datagrams at once but {}; they go one by one", refusal.getMessage());
        return taken;
    }

    private void cutBy(int bytes) throws IOException {
        if (segmentBytes != bytes) {
            NativeOptions.set(channel, NativeOptions.SOL_UDP, UDP_SEGMENT, bytes);
            segmentBytes = bytes;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
