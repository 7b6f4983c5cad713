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

/** A UDP port on which image datagrams of any number of groups come in. Owned by the receive loop's thread. */
final class GroupSocket implements AutoCloseable {
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

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
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
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

    /** Reads a datagram into {@code to} at its position; false if none waits. */
    boolean receive(ByteBuffer to) throws IOException {
        return channel.receive(to) != null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
