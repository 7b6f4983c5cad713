package org.ebbcast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ImageResolved;
import org.ebbcast.protocol.InventoryTaken;
import org.ebbcast.protocol.ResolveImage;
import org.ebbcast.protocol.TakeInventory;
import org.ebbcast.protocol.channel.AgentServer;
import org.ebbcast.protocol.channel.AgentServerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent against the real control channel. */
class HostAgentTest implements AgentServer.Listener {
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private AgentServer controller;

    @TempDir
    Path directory;

    @BeforeEach
    void startController() {
        controller = AgentServer.start(
                AgentServerConfig.of(
                        new InetSocketAddress("127.0.0.1", 0),
                        Optional.empty(),
                        Duration.ofSeconds(1),
                        "test",
                        Optional.empty()),
                this);
    }

    @AfterEach
    void stopController() {
        controller.close();
    }

    @Override
    public void connected(HostId host, Hello hello) {
        heard.add(hello);
    }

    @Override
    public void disconnected(HostId host, String reason) {
        heard.add(reason);
    }

    @Override
    public void received(HostId host, AgentMessage message) {
        heard.add(message);
    }

    private <T> T await(Class<T> type) throws InterruptedException {
        for (Object next = heard.poll(20, TimeUnit.SECONDS); next != null; next = heard.poll(20, TimeUnit.SECONDS)) {
            if (type.isInstance(next)) {
                return type.cast(next);
            }
        }
        throw new AssertionError("no " + type.getSimpleName() + " came within 20 s");
    }

    private AgentConfig config(Map<String, String> more) throws IOException {
        Map<String, String> given = new HashMap<>(Map.of(
                "name", "h1",
                "controllers", "127.0.0.1:" + controller.localAddress().getPort(),
                "data-interface", loopback(),
                "store", directory.resolve("store").toString(),
                "registry-listen", "127.0.0.1:0",
                "blob-port", "0",
                "labels", "rack=r1"));
        given.putAll(more);
        return AgentConfig.of(given);
    }

    private static String loopback() throws IOException {
        return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
    }

    @Test
    void agent_started_introducesItselfAnswersAndServes() throws Exception {
        try (HostAgent agent = HostAgent.start(config(Map.of()))) {
            Hello hello = await(Hello.class);
            assertThat(hello.host()).isEqualTo("h1");
            assertThat(hello.blobPort()).isEqualTo(agent.blobAddress().getPort());
            assertThat(hello.registryPort()).isEqualTo(agent.registryAddress().getPort());
            assertThat(hello.interfaces().get(0).ipv4()).isEqualTo("127.0.0.1");
            assertThat(hello.labels()).containsEntry("rack", "r1");
            controller.send(HostId.of("h1"), new TakeInventory(3, List.of(Digest.EMPTY)));
            assertThat(await(InventoryTaken.class).present()).containsExactly(Digest.EMPTY);
            controller.send(HostId.of("h1"), new ResolveImage(4, "no/such:image"));
            assertThat(await(ImageResolved.class).outcome()).isEqualTo(ImageResolved.Outcome.NOT_FOUND);
            assertThat(get(agent, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(agent, "/metrics").body())
                    .contains("ebbcast_agent_datagrams_received_total 0")
                    .contains("ebbcast_agent_controller_connected 1");
        }
        assertThat(await(String.class)).isNotEmpty();
        HostAgent.start(config(Map.of())).close();
    }

    private static HttpResponse<String> get(HostAgent agent, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + agent.registryAddress().getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void agent_withUnknownInterface_saysWhichThereAre() throws Exception {
        AgentConfig config = config(Map.of("data-interface", "nothere0"));
        assertThatThrownBy(() -> HostAgent.start(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothere0")
                .hasMessageContaining(loopback());
        HostAgent.start(config(Map.of())).close();
    }

    @Test
    void agent_whosePortIsTaken_saysSo_andLeavesTheStoreFree() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            AgentConfig config = config(Map.of("registry-listen", "127.0.0.1:" + taken.getLocalPort()));
            assertThatThrownBy(() -> HostAgent.start(config))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
        HostAgent.start(config(Map.of())).close();
    }
}
