package org.ebbcast.agent.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A UDP port on which image datagrams of any number of groups come in. Owned by the receive loop's thread. */
final class GroupSocket implements DatagramSource, AutoCloseable {
    /*
     * With UDP_GRO of udp(7) the kernel hands over datagrams of one size that came behind each other with one call. Where
     * it does not (before Linux 5.0), or the network device brings them one by one, each is a call of its own. The
     * buffer is at most net.core.rmem_max for whoever lacks CAP_NET_ADMIN.
     */
    private static final Logger log = LoggerFactory.getLogger(GroupSocket.class);
    private static final int RECEIVE_BUFFER_BYTES = 16 << 20;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int UDP_GRO = 104;

    private final DatagramChannel channel;
    private final NetworkInterface dataInterface;
    private final Map<InetAddress, MembershipKey> joined = new HashMap<>();

    private GroupSocket(DatagramChannel channel, NetworkInterface dataInterface) {
        this.channel = channel;
        this.dataInterface = dataInterface;
    }

    static GroupSocket open(NetworkInterface dataInterface, int port, Selector selector) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            enlargeBuffer(channel);
            takeRuns(channel);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(port));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            channel.close();
            throw new IOException("Tried to listen for image datagrams on UDP port " + port + " but "
                    + e.getMessage() + "; is another agent running here?", e);
        }
        return new GroupSocket(channel, dataInterface);
    }

    private static void enlargeBuffer(DatagramChannel channel) throws IOException {
        try {
            NativeOptions.set(channel, NativeOptions.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES);
        } catch (IOException e) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        }
    }

    private static void takeRuns(DatagramChannel channel) {
        try {
            NativeOptions.set(channel, NativeOptions.SOL_UDP, UDP_GRO, 1);
        } catch (IOException e) {
            log.debug("Datagrams are read one by one", e);
        }
    }

    /** What the kernel keeps for it at most, bytes, its own overhead counted. */
    int bufferBytes() throws IOException {
        return channel.getOption(StandardSocketOptions.SO_RCVBUF);
    }

    /** Listens on exactly these groups from here on. */
    void setGroups(Set<InetAddress> groups) throws IOException {
        for (InetAddress gone : new HashSet<>(joined.keySet())) {
            if (!groups.contains(gone)) {
                joined.remove(gone).drop();
            }
        }
        for (InetAddress group : groups) {
            if (!joined.containsKey(group)) {
                join(group);
            }
        }
    }

    private void join(InetAddress group) throws IOException {
        try {
            joined.put(group, channel.join(group, dataInterface));
        } catch (IOException e) {
            throw new IOException("Tried to join " + group.getHostAddress() + " on " + dataInterface.getName()
                    + " but " + e.getMessage(), e);
        }
    }

    @Override
    public boolean receive(ByteBuffer to) throws IOException {
        return channel.receive(to) != null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
