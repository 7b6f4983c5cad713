package org.ebbcast.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.Heartbeat;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.ResolveImage;
import org.ebbcast.protocol.StopStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does with peers that do not keep to the protocol. */
class RefusalTest extends ChannelFixture {
    private RawPeer connect(AgentServer server) throws IOException {
        return closeLater(RawPeer.connect(server.localAddress()));
    }

    @Test
    void frame_claimingAGigabyte_isRefusedWithThePlainReason() throws Exception {
        RawPeer peer = connect(serve(Channels.serverConfig()));
        peer.sayRaw(new byte[] {0x40, 0, 0, 0});
        assertThat(peer.hear()).contains("MALFORMED", "claims 1073741824 bytes", "1 to 65536");
        assertThat(peer.isClosedByPeer()).isTrue();
        assertThat(controller.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Limits.MAX_HELLO_BYTES + 1})
    void frame_withLengthOutOfRange_isRefused(int length) throws Exception {
        RawPeer peer = connect(serve(Channels.serverConfig()));
        peer.sayRaw(ByteBuffer.allocate(4).putInt(length).array());
        assertThat(peer.hear()).contains("MALFORMED");
        assertThat(peer.isClosedByPeer()).isTrue();
    }

    @Test
    void frame_beyondTheHelloLimit_isAllowedOnlyAfterTheWelcome() throws Exception {
        AgentServer server = serve(Channels.serverConfig());
        RawPeer peer = connect(server);
        peer.say(Channels.hello("h1"));
        assertThat(peer.hear()).contains("\"welcome\"");
        assertThat(controller.next()).isEqualTo("connected h1");
        String json = "{\"type\":\"receiver-ready\",\"shipmentNumber\":1,\"generation\":1,\"padding\":\""
                + "x".repeat(2 * Limits.MAX_HELLO_BYTES) + "\"}";
        peer.sayBody(json.getBytes(StandardCharsets.UTF_8));
        assertThat(controller.next()).isEqualTo("received h1 ReceiverReady");
    }

    @Test
    void frame_tooLongAfterTheWelcome_endsTheSession() throws Exception {
        RawPeer peer = connect(serve(Channels.serverConfig()));
        peer.say(Channels.hello("h1"));
        peer.hear();
        assertThat(controller.next()).isEqualTo("connected h1");
        peer.sayRaw(new byte[] {0x40, 0, 0, 0});
        assertThat(peer.hear()).contains("MALFORMED", "1 to 4194304");
        assertThat(controller.next()).startsWith("disconnected h1: MALFORMED: a frame claims");
    }

    @Test
    void hello_thatNeverComes_endsTheConnection() throws Exception {
        RawPeer peer = connect(serve(Channels.serverConfig().withHelloTimeout(Duration.ofMillis(50))));
        assertThat(peer.isClosedByPeer()).isTrue();
    }

    @Test
    void hello_droppedByteByByteTooSlowly_endsTheConnection() throws Exception {
        RawPeer peer = connect(serve(Channels.serverConfig().withHelloTimeout(Duration.ofMillis(50))));
        peer.sayRaw(new byte[] {0, 0, 1, 0, '{'});
        assertThat(peer.isClosedByPeer()).isTrue();
    }

    @Test
    void hello_ofAnotherVersion_isToldBothRanges() throws Exception {
        AgentServer server = serve(Channels.serverConfig());
        RawPeer future = connect(server);
        future.say(Channels.hello("h1", "", 7, 9));
        assertThat(future.hear()).contains("VERSION", "7 to 9", "the controller 1");
        RawPeer unreadable = connect(server);
        String hello = "{\"type\":\"hello\",\"minVersion\":5,\"maxVersion\":5,\"who\":{}}";
        unreadable.sayBody(hello.getBytes(StandardCharsets.UTF_8));
        assertThat(unreadable.hear()).contains("VERSION", "version 5, the controller 1");
        assertThat(controller.isEmpty()).isTrue();
    }

    @Test
    void token_wrongOrMissing_isRefused_rightOneLetIn() throws Exception {
        AgentServer server = serve(Channels.serverConfig("right"));
        for (String wrong : new String[] {"", "wrong", "righ", "rightt"}) {
            RawPeer peer = connect(server);
            peer.say(Channels.hello("h1", wrong, 1, 1));
            assertThat(peer.hear()).contains("\"refused\"", "TOKEN").doesNotContain("right\"");
        }
        RawPeer peer = connect(server);
        peer.say(Channels.hello("h1", "right", 1, 1));
        assertThat(peer.hear()).contains("\"welcome\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "{}", "{\"type\":\"heartbeat\",\"freeBytes\":1}", "{\"type\":\"hello\"}"})
    void firstFrame_thatIsNoHello_isRefused(String json) throws Exception {
        RawPeer peer = connect(serve(Channels.serverConfig()));
        peer.sayBody(json.getBytes(StandardCharsets.UTF_8));
        assertThat(peer.hear()).contains("\"refused\"", "MALFORMED");
    }

    @Test
    void secondHello_onOneConnection_endsTheSession() throws Exception {
        RawPeer peer = connect(serve(Channels.serverConfig()));
        peer.say(Channels.hello("h1"));
        peer.say(Channels.hello("h1"));
        assertThat(controller.next()).isEqualTo("connected h1");
        assertThat(controller.next()).contains("a second Hello");
    }

    @Test
    void newerConnection_ofTheSameHost_replacesTheOlder() throws Exception {
        AgentServer server = serve(Channels.serverConfig());
        RawPeer older = connect(server);
        older.say(Channels.hello("h1"));
        older.hear();
        assertThat(controller.next()).isEqualTo("connected h1");
        RawPeer newer = connect(server);
        newer.say(Channels.hello("h1"));
        assertThat(newer.hear()).contains("\"welcome\"");
        assertThat(older.hear()).contains("REPLACED");
        assertThat(controller.next()).startsWith("disconnected h1: REPLACED");
        assertThat(controller.next()).isEqualTo("connected h1");
        server.send(HostId.of("h1"), new StopStream(1, 2));
        assertThat(newer.hear()).contains("stop-stream");
    }

    @Test
    void manyConnections_ofTheSameHost_areAnnouncedOneAfterTheOther() throws Exception {
        AgentServer server = serve(Channels.serverConfig());
        int connections = 30;
        for (int i = 0; i < connections; i++) {
            connect(server).say(Channels.hello("h1"));
        }
        RawPeer last = connect(server);
        last.say(Channels.hello("last"));
        last.hear();
        boolean connected = false;
        boolean lastSeen = false;
        while (!(lastSeen && connected)) {
            String event = controller.next();
            if (event.equals("connected last")) {
                lastSeen = true;
                continue;
            }
            assertThat(event).startsWith(connected ? "disconnected h1: REPLACED" : "connected h1");
            connected = !connected;
        }
    }

    @Test
    void agent_thatFallsSilent_isGivenUpAfterThreeHeartbeats() throws Exception {
        RawPeer peer = connect(serve(AgentServerConfig.of(
                Channels.anyPort(), Optional.empty(), Duration.ofMillis(50), "c1", Optional.empty())));
        peer.say(Channels.hello("h1"));
        assertThat(peer.hear()).contains("\"heartbeatMillis\":50");
        peer.say(new Heartbeat(1));
        assertThat(peer.hear()).contains("heartbeat-echo");
        assertThat(controller.next()).isEqualTo("connected h1");
        assertThat(controller.next()).isEqualTo("disconnected h1: nothing came for 3 heartbeats of 50 ms");
        assertThat(peer.isClosedByPeer()).isTrue();
    }

    @Test
    void agent_thatDoesNotRead_isCutOffInsteadOfBuffered() throws Exception {
        AgentServer server = serve(Channels.serverConfig().withMaxOutboundBytes(1 << 16));
        RawPeer peer = connect(server);
        peer.say(Channels.hello("h1"));
        peer.hear();
        assertThat(controller.next()).isEqualTo("connected h1");
        int sent = 0;
        while (controller.isEmpty() && sent++ < 1_000_000) {
            server.send(HostId.of("h1"), new ResolveImage(sent, "x".repeat(500)));
        }
        assertThat(controller.next()).contains("reads too slowly", "65536 bytes");
    }

    @Test
    void randomBytes_fromManyPeers_leaveTheServerServing() throws Exception {
        AgentServer server = serve(Channels.serverConfig());
        Random random = new Random(42);
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[1 + random.nextInt(2000)];
            random.nextBytes(noise);
            if (i % 2 == 0) {
                noise[0] = 0;
            }
            try (RawPeer peer = RawPeer.connect(server.localAddress())) {
                peer.sayRaw(noise);
            }
        }
        RawPeer good = connect(server);
        good.say(Channels.hello("h1"));
        assertThat(good.hear()).contains("\"welcome\"");
    }

    @Test
    void listener_thatThrows_losesOnlyThatAgent() throws Exception {
        AgentServer.Listener heard = controller.serverListener();
        AgentServer server = closeLater(AgentServer.start(Channels.serverConfig(), new AgentServer.Listener() {
            @Override
            public void connected(HostId host, Hello hello) {
                heard.connected(host, hello);
            }

            @Override
            public void disconnected(HostId host, String reason) {
                heard.disconnected(host, reason);
            }

            @Override
            public void received(HostId host, AgentMessage message) {
                throw new IllegalStateException("for a test");
            }
        }));
        RawPeer peer = connect(server);
        peer.say(Channels.hello("h1"));
        peer.say(new Heartbeat(1));
        assertThat(controller.next()).isEqualTo("connected h1");
        assertThat(controller.next()).contains("could not be handled", "for a test");
    }
}
