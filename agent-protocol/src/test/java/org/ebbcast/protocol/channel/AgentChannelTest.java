package org.ebbcast.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.InventoryTaken;
import org.ebbcast.protocol.ReceiverReady;
import org.ebbcast.protocol.ResolveImage;
import org.ebbcast.protocol.StopStream;
import org.junit.jupiter.api.Test;

class AgentChannelTest extends ChannelFixture {
    private static final HostId H1 = HostId.of("h1");

    @Test
    void agent_connectsAndCloses_bothHearOfIt() throws Exception {
        AgentServer server = serve(Channels.serverConfig());
        AgentClient client = join("h1", server.localAddress());
        assertThat(controller.next()).isEqualTo("connected h1");
        assertThat(agent.next()).isEqualTo("welcomed c1");
        client.close();
        assertThat(agent.next()).isEqualTo("disconnected: the agent shuts down");
        assertThat(controller.next()).isEqualTo("disconnected h1: the agent closed the connection");
    }

    @Test
    void messages_bothWays_arriveInOrder() throws Exception {
        AgentServer server = serve(Channels.serverConfig());
        AgentClient client = join("h1", server.localAddress());
        controller.next();
        agent.next();
        server.send(H1, new ResolveImage(1, "demo/app:v1"));
        server.send(H1, new StopStream(1, 2));
        client.send(new ReceiverReady(1, 2));
        client.send(new InventoryTaken(1, List.of(), 3));
        assertThat(List.of(agent.next(), agent.next())).containsExactly("received ResolveImage", "received StopStream");
        assertThat(List.of(controller.next(), controller.next()))
                .containsExactly("received h1 ReceiverReady", "received h1 InventoryTaken");
    }

    @Test
    void send_toUnknownHost_doesNothing() {
        AgentServer server = serve(Channels.serverConfig());
        server.send(HostId.of("nobody"), new StopStream(1, 2));
        server.disconnect(HostId.of("nobody"), "for a test");
        assertThat(controller.isEmpty()).isTrue();
    }

    @Test
    void disconnect_byController_agentComesBack() throws Exception {
        AgentServer server = serve(Channels.serverConfig());
        join("h1", server.localAddress());
        assertThat(controller.next()).isEqualTo("connected h1");
        server.disconnect(H1, "for a test");
        assertThat(controller.next()).isEqualTo("disconnected h1: for a test");
        assertThat(controller.next()).isEqualTo("connected h1");
    }

    @Test
    void controller_restartsOnSamePort_agentComesBack() throws Exception {
        AgentServer first = serve(Channels.serverConfig());
        join("h1", first.localAddress());
        assertThat(agent.next()).isEqualTo("welcomed c1");
        first.close();
        assertThat(agent.next()).startsWith("disconnected: ");
        serve(AgentServerConfig.of(
                first.localAddress(), Optional.empty(), Channels.HEARTBEAT, "again", Optional.empty()));
        assertThat(agent.next()).isEqualTo("welcomed again");
    }

    @Test
    void firstController_isDown_nextIsTried() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(Channels.anyPort());
            nobody = (InetSocketAddress) socket.getLocalSocketAddress();
        }
        AgentServer server = serve(Channels.serverConfig());
        join("h1", nobody, server.localAddress());
        assertThat(agent.next()).isEqualTo("welcomed c1");
    }

    @Test
    void start_addressInUse_saysWhat() {
        AgentServer server = serve(Channels.serverConfig());
        AgentServerConfig same = AgentServerConfig.of(
                server.localAddress(), Optional.empty(), Channels.HEARTBEAT, "c2", Optional.empty());
        assertThatThrownBy(() -> serve(same))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(String.valueOf(server.localAddress().getPort()));
    }
}
