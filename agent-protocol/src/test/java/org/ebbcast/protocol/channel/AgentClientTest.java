package org.ebbcast.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ebbcast.protocol.HeartbeatEcho;
import org.ebbcast.protocol.ReceiverReady;
import org.ebbcast.protocol.Refused;
import org.ebbcast.protocol.StopStream;
import org.ebbcast.protocol.Welcome;
import org.junit.jupiter.api.Test;

/** The agent's side against a controller that does what a test wants. */
class AgentClientTest extends ChannelFixture {
    private ServerSocket controllerSocket() throws IOException {
        ServerSocket socket = closeLater(new ServerSocket());
        socket.setSoTimeout(10_000);
        socket.bind(Channels.anyPort());
        return socket;
    }

    private static InetSocketAddress address(ServerSocket socket) {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private RawPeer accept(ServerSocket socket) throws IOException {
        RawPeer peer = closeLater(new RawPeer(socket.accept()));
        assertThat(peer.hear()).contains("\"hello\"", "\"h1\"");
        return peer;
    }

    @Test
    void controller_thatFallsSilent_isGivenUpAndAnotherAttemptFollows() throws Exception {
        ServerSocket socket = controllerSocket();
        join("h1", address(socket));
        RawPeer silent = accept(socket);
        silent.say(new Welcome(1, 20, "silent"));
        assertThat(agent.next()).isEqualTo("welcomed silent");
        assertThat(agent.next()).isEqualTo("disconnected: nothing came for 3 heartbeats of 20 ms");
        accept(socket);
    }

    @Test
    void heartbeats_comeAtTheIntervalOfTheWelcome() throws Exception {
        ServerSocket socket = controllerSocket();
        join("h1", address(socket));
        RawPeer peer = accept(socket);
        peer.say(new Welcome(1, 10, "c"));
        for (int i = 0; i < 5; i++) {
            assertThat(peer.hear()).isEqualTo("{\"type\":\"heartbeat\",\"freeBytes\":1}");
            peer.say(new HeartbeatEcho());
        }
    }

    @Test
    void refusal_isReported_andTheNextControllerTried() throws Exception {
        ServerSocket first = controllerSocket();
        ServerSocket second = controllerSocket();
        join("h1", address(first), address(second));
        accept(first).say(new Refused(Refused.Reason.TOKEN, "no"));
        assertThat(agent.next()).isEqualTo("refused TOKEN no");
        accept(second).say(new Welcome(1, 1000, "second"));
        assertThat(agent.next()).isEqualTo("welcomed second");
    }

    @Test
    void controller_thatTalksNonsense_isLeftForTheNext() throws Exception {
        ServerSocket first = controllerSocket();
        ServerSocket second = controllerSocket();
        join("h1", address(first), address(second));
        accept(first).sayRaw(new byte[] {0x7f, 0, 0, 0});
        accept(second).say(new StopStream(1, 2));
        accept(first).say(new Welcome(9, 1000, "of another version"));
        accept(second).say(new Welcome(1, 1000, "good"));
        assertThat(agent.next()).isEqualTo("welcomed good");
    }

    @Test
    void supplierOfHello_thatThrows_isAskedAgain() throws Exception {
        AgentServer server = serve(Channels.serverConfig());
        CountDownLatch failures = new CountDownLatch(3);
        closeLater(AgentClient.start(
                Channels.clientConfig(server.localAddress()),
                () -> {
                    failures.countDown();
                    if (failures.getCount() > 0) {
                        throw new IllegalStateException("for a test");
                    }
                    return Channels.hello("h1");
                },
                () -> 1L,
                agent.clientListener()));
        assertThat(failures.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(agent.next()).isEqualTo("welcomed c1");
    }

    @Test
    void send_whileNotConnected_isDropped() throws Exception {
        ServerSocket socket = controllerSocket();
        AgentClient client = join("h1", address(socket));
        client.send(new ReceiverReady(1, 1));
        RawPeer peer = accept(socket);
        peer.say(new Welcome(1, 10_000, "c"));
        assertThat(peer.hear()).contains("heartbeat");
        assertThat(agent.next()).isEqualTo("welcomed c");
        client.send(new ReceiverReady(2, 2));
        assertThat(peer.hear()).contains("receiver-ready", "\"shipmentNumber\":2");
    }

    @Test
    void close_beforeAnyConnection_isQuietAndRepeatable() throws Exception {
        ServerSocket socket = controllerSocket();
        AgentClient client = join("h1", address(socket));
        client.close();
        client.close();
        assertThat(agent.isEmpty()).isTrue();
    }
}
