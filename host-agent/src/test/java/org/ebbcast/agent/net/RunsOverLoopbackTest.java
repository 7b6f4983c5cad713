package org.ebbcast.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs of datagrams through the kernel, whether it cuts and joins them itself or not. */
class RunsOverLoopbackTest {
    private static final int PORT = 29_877;
    private static final int DATAGRAM_BYTES = 1_472;

    @Test
    void runs_sentAtOnce_comeAsTheBytesTheyAre() throws IOException {
        NetworkInterface lo = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        InetAddress group = InetAddress.getByName("239.192.77.5");
        byte[] sent = new byte[DATAGRAM_BYTES * 40 - 700];
        new Random(2).nextBytes(sent);
        try (Selector selector = Selector.open();
                GroupSocket receiver = GroupSocket.open(lo, PORT, selector);
                SendSocket sender = SendSocket.open(lo)) {
            receiver.setGroups(Set.of(group));
            ByteBuffer datagrams = ByteBuffer.allocateDirect(sent.length).put(sent).flip();
            while (datagrams.hasRemaining()) {
                int run = DATAGRAM_BYTES * sender.most(DATAGRAM_BYTES);
                datagrams.limit(Math.min(sent.length, datagrams.position() + run));
                sender.send(datagrams, DATAGRAM_BYTES, new InetSocketAddress(group, PORT));
                datagrams.limit(sent.length);
            }
            ByteBuffer received = ByteBuffer.allocateDirect(1 << 18);
            while (received.position() < sent.length && selector.select(10_000) > 0) {
                selector.selectedKeys().clear();
                while (receiver.receive(received)) {
                    continue;
                }
            }
            byte[] bytes = new byte[received.position()];
            received.flip().get(bytes);
            assertThat(Arrays.equals(bytes, sent)).isTrue();
        }
    }
}
