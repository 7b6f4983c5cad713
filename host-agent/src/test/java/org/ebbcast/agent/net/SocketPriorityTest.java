package org.ebbcast.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class SocketPriorityTest {
    @Test
    void lower_datagramSocketMarkedBefore_isFiller() throws Exception {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
            channel.setOption(StandardSocketOptions.IP_TOS, LowerEffort.TOS);
            assertThat(SocketPriority.of(channel)).isZero();

            SocketPriority.lower(channel);

            assertThat(SocketPriority.of(channel)).isEqualTo(SocketPriority.FILLER);
        }
    }

    @Test
    void lower_acceptedConnection_isFiller() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    SocketChannel accepted = server.accept()) {
                accepted.setOption(StandardSocketOptions.IP_TOS, LowerEffort.TOS);

                SocketPriority.lower(accepted);

                assertThat(SocketPriority.of(accepted)).isEqualTo(SocketPriority.FILLER);
                assertThat(SocketPriority.of(client)).isZero();
            }
        }
    }
}
