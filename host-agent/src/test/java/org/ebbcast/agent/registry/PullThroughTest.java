package org.ebbcast.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ebbcast.agent.registry.RegistryClient.manifest;
import static org.ebbcast.agent.registry.RegistryClient.text;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.ebbcast.agent.http.HttpThreads;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.Upload;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.Neighbour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PullThroughTest {
    private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LAYER = new byte[3_000_001];
    private static final byte[] MANIFEST = manifest(CONFIG, LAYER, "");
    private static final String NS = "?ns=reg.local:5000";

    static {
        new Random(3).nextBytes(LAYER);
    }

    @TempDir
    private Path root;

    private final Metrics metrics = new Metrics();
    private FakeUpstream upstream;
    private HttpThreads threads;
    private BlobStore store;
    private RegistryServer server;
    private RegistryClient client;
    private final RackNeighbours neighbours = new RackNeighbours("the fleet's secret");

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        upstream.blob("team/app", CONFIG);
        upstream.blob("team/app", LAYER);
        upstream.manifest("team/app", "v1", MANIFEST);
        threads = HttpThreads.start();
        store = BlobStore.open(root, 0);
        server = RegistryServer.start(
                threads,
                new InetSocketAddress("127.0.0.1", 0),
                store,
                Upstreams.of(List.of("reg.local:5000=" + upstream.url(), "docker.io=" + upstream.url())),
                neighbours,
                metrics,
                Optional::empty);
        client = new RegistryClient(server.localAddress());
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
        server.close();
        threads.close();
        store.close();
    }

    private static String blob(String repository, byte[] content) {
        return "/v2/" + repository + "/blobs/" + Digest.ofContent(content);
    }

    /** Metrics once they have {@code line}: a fetch is counted when its last byte may already be where it was asked for. */
    private String metricsWith(String line) throws IOException {
        long until = System.nanoTime() + 10_000_000_000L;
        String told = text(client.get("/metrics"));
        while (!told.contains(line) && System.nanoTime() - until < 0) {
            told = text(client.get("/metrics"));
        }
        return told;
    }

    @Test
    void image_notHere_isPulledThroughAndKept() throws IOException {
        HttpResponse<byte[]> pulled = client.get("/v2/team/app/manifests/v1" + NS);
        assertThat(pulled.body()).isEqualTo(MANIFEST);
        assertThat(pulled.headers().firstValue("Docker-Content-Digest")).contains(Digest.ofContent(MANIFEST).toString());
        assertThat(client.get(blob("team/app", LAYER) + NS).body()).isEqualTo(LAYER);
        assertThat(store.contains(Digest.ofContent(LAYER))).isTrue();
        HttpResponse<byte[]> again = client.get(blob("team/app", LAYER) + NS, "Range", "bytes=10-19");
        assertThat(again.statusCode()).isEqualTo(206);
        assertThat(upstream.getsOf(blob("team/app", LAYER))).isOne();
        String fetched = "ebbcast_agent_upstream_fetches_total{outcome=\"complete\"} 1";
        assertThat(metricsWith(fetched))
                .contains(fetched)
                .contains("ebbcast_agent_upstream_received_bytes_total 3000001");
    }

    @Test
    void image_namedByItsRegistry_isPulledThroughWithoutNamespace() throws IOException {
        assertThat(client.get("/v2/reg.local_5000/team/app/manifests/v1").body()).isEqualTo(MANIFEST);
        assertThat(client.head("/v2/reg.local_5000/team/app/manifests/v1").statusCode()).isEqualTo(200);
        assertThat(client.get(blob("reg.local_5000/team/app", LAYER)).body()).isEqualTo(LAYER);
    }

    @Test
    void headOfABlob_tellsOfThisHostOnly_soThatPushesAreWhole() throws IOException {
        upstream.blob("private/app", LAYER);
        String layer = blob("reg.local_5000/private/app", LAYER);
        assertThat(client.head(blob("reg.local_5000/team/app", LAYER)).statusCode()).isEqualTo(404);
        assertThat(client.get(layer, "Authorization", FakeUpstream.CREDENTIALS).statusCode()).isEqualTo(200);
        assertThat(client.head(layer).statusCode()).isEqualTo(404);
        assertThat(client.head(blob("reg.local_5000/team/app", LAYER)).statusCode()).isEqualTo(200);
        byte[] pushed = client.pushImage("reg.local_5000/private/app", "mine", LAYER);
        assertThat(client.get("/v2/reg.local_5000/private/app/manifests/mine").body()).isEqualTo(pushed);
    }

    @Test
    void registry_notConfigured_isNotAsked() throws IOException {
        assertThat(client.get("/v2/team/app/manifests/v1?ns=ghcr.io").statusCode()).isEqualTo(404);
        assertThat(upstream.authorizations).isEmpty();
    }

    @Test
    void nameWithoutRegistry_isDockerHubsOrThisHosts() throws IOException {
        upstream.manifest("library/tool", "v1", MANIFEST);
        assertThat(client.get("/v2/library/tool/manifests/v1").body()).isEqualTo(MANIFEST);
        assertThat(client.get("/v2/tool/manifests/v1").body()).isEqualTo(MANIFEST);
        HttpResponse<byte[]> refused = client.get("/v2/private/app/manifests/v1");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(text(refused)).contains("MANIFEST_UNKNOWN", "not on this host, and " + upstream.url());
        upstream.close();
        assertThat(client.get("/v2/mine/manifests/v1").statusCode()).isEqualTo(404);
    }

    @Test
    void image_ofThisHost_isServedWithoutAsking() throws IOException {
        byte[] own = client.pushImage("reg.local_5000/team/app", "v1", CONFIG);
        assertThat(client.get("/v2/team/app/manifests/v1" + NS).body()).isEqualTo(own);
        assertThat(upstream.authorizations).isEmpty();
    }

    @Test
    void blob_askedForByManyAtOnce_isFetchedOnceAndStreamedToAll() throws Exception {
        upstream.secondHalf = new CountDownLatch(1);
        List<CompletableFuture<byte[]>> bodies = new ArrayList<>();
        List<CompletableFuture<Integer>> firstBytes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            CompletableFuture<Integer> first = new CompletableFuture<>();
            firstBytes.add(first);
            bodies.add(CompletableFuture.supplyAsync(
                    () -> read(blob("team/app", LAYER) + NS, first), task -> new Thread(task).start()));
        }
        for (CompletableFuture<Integer> first : firstBytes) {
            assertThat(first.get()).isEqualTo(LAYER[0] & 255);
        }
        assertThat(store.contains(Digest.ofContent(LAYER))).isFalse();
        upstream.secondHalf.countDown();
        for (CompletableFuture<byte[]> body : bodies) {
            assertThat(body.get()).isEqualTo(LAYER);
        }
        assertThat(upstream.getsOf(blob("team/app", LAYER))).isOne();
    }

    private byte[] read(String path, CompletableFuture<Integer> first) {
        try {
            URLConnection connection =
                    URI.create("http://127.0.0.1:" + server.localAddress().getPort() + path).toURL().openConnection();
            try (InputStream body = connection.getInputStream()) {
                int start = body.read();
                first.complete(start);
                byte[] rest = body.readAllBytes();
                byte[] all = new byte[rest.length + 1];
                all[0] = (byte) start;
                System.arraycopy(rest, 0, all, 1, rest.length);
                return all;
            }
        } catch (IOException e) {
            first.completeExceptionally(e);
            throw new IllegalStateException(e);
        }
    }

    @Test
    void privateImage_needsTheCallersOwnCredentials_alsoWhenItIsHere() throws IOException {
        upstream.blob("private/app", LAYER);
        upstream.manifest("private/app", "v1", MANIFEST);
        String manifest = "/v2/private/app/manifests/";
        String layer = blob("private/app", LAYER);
        HttpResponse<byte[]> refused = client.get(manifest + "v1" + NS);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"fake\"");
        assertThat(text(refused)).contains("UNAUTHORIZED");
        String[] mine = {"Authorization", FakeUpstream.CREDENTIALS};
        assertThat(client.get(manifest + "v1" + NS, mine).body()).isEqualTo(MANIFEST);
        assertThat(client.get(layer + NS, mine).body()).isEqualTo(LAYER);
        for (String path : List.of(manifest + "v1", manifest + Digest.ofContent(MANIFEST), layer)) {
            assertThat(client.get(path + NS).statusCode()).as(path).isEqualTo(401);
            assertThat(client.get(path + NS, "Authorization", "Basic b3RoZXI6eA==").statusCode()).isEqualTo(401);
            assertThat(client.get(path + NS, mine).statusCode()).isEqualTo(200);
        }
        assertThat(client.get(blob("elsewhere", LAYER)).statusCode()).isEqualTo(404);
        assertThat(client.send("POST", "/v2/mine/blobs/uploads/?mount=" + Digest.ofContent(LAYER), new byte[0])
                .statusCode()).isEqualTo(202);
        stop();
        start();
        assertThat(store.contains(Digest.ofContent(LAYER))).isTrue();
        assertThat(client.get(blob("elsewhere", LAYER)).statusCode()).isEqualTo(404);
        client.push("mine", LAYER);
        assertThat(client.get(blob("elsewhere", LAYER)).statusCode()).isEqualTo(200);
    }

    @Test
    void blob_thatANeighbourHas_comesFromTheNeighbour_afterTheUpstreamAllowedIt() throws IOException {
        upstream.blob("private/app", LAYER);
        String layer = blob("private/app", LAYER);
        try (BlobStore near = BlobStore.open(root.resolve("near"), 0);
                Upload upload = near.upload();
                BlobServer server = BlobServer.start(
                        threads,
                        new InetSocketAddress("127.0.0.1", 0),
                        near,
                        new RackNeighbours("the fleet's secret"),
                        new Metrics())) {
            upload.append(ByteBuffer.wrap(LAYER));
            upload.commit(Digest.ofContent(LAYER));
            neighbours.learn(List.of(
                    new Neighbour("far", "127.0.0.1", 1, Neighbour.Tier.POD),
                    new Neighbour("near", "127.0.0.1", server.localAddress().getPort(), Neighbour.Tier.RACK)));
            assertThat(client.get(layer + NS).statusCode()).isEqualTo(401);
            assertThat(client.get(layer + NS, "Authorization", FakeUpstream.CREDENTIALS).body()).isEqualTo(LAYER);
        }
        assertThat(upstream.getsOf(layer)).isZero();
        String fetched = "fetches_total{outcome=\"from-neighbour\"} 1";
        assertThat(metricsWith(fetched)).contains(fetched);
    }

    @Test
    void neighbour_goneOrOfAnotherFleet_isLeftOut() throws IOException {
        try (BlobStore near = BlobStore.open(root.resolve("near"), 0);
                Upload upload = near.upload();
                BlobServer server = BlobServer.start(
                        threads,
                        new InetSocketAddress("127.0.0.1", 0),
                        near,
                        new RackNeighbours("another secret"),
                        new Metrics())) {
            upload.append(ByteBuffer.wrap(LAYER));
            upload.commit(Digest.ofContent(LAYER));
            neighbours.learn(List.of(
                    new Neighbour("gone", "127.0.0.1", 1, Neighbour.Tier.RACK),
                    new Neighbour("near", "127.0.0.1", server.localAddress().getPort(), Neighbour.Tier.RACK)));
            assertThat(client.get(blob("team/app", LAYER) + NS).body()).isEqualTo(LAYER);
        }
        assertThat(upstream.getsOf(blob("team/app", LAYER))).isOne();
        RackNeighbours alone = new RackNeighbours("");
        alone.learn(List.of(new Neighbour("near", "127.0.0.1", 1, Neighbour.Tier.RACK)));
        assertThat(alone.sources()).isEmpty();
        assertThat(alone.mayRead("", Digest.EMPTY)).isFalse();
    }

    @Test
    void credentials_doNotFollowARedirectToAnotherHost() throws IOException {
        try (FakeUpstream storage = new FakeUpstream()) {
            storage.contents.put("/data", LAYER);
            upstream.redirects.put(blob("private/app", LAYER), storage.url() + "/data");
            HttpResponse<byte[]> pulled =
                    client.get(blob("private/app", LAYER) + NS, "Authorization", FakeUpstream.CREDENTIALS);
            assertThat(pulled.body()).isEqualTo(LAYER);
            assertThat(storage.authorizations).containsEntry("/data", "null");
        }
    }

    @Test
    void blob_wrongBytes_neverLooksCompleteAndIsNotKept() throws IOException {
        upstream.contents.put(blob("team/app", LAYER), new byte[LAYER.length]);
        assertThatThrownBy(() -> client.get(blob("team/app", LAYER) + NS)).isInstanceOf(IOException.class);
        assertThat(store.contains(Digest.ofContent(LAYER))).isFalse();
        assertThat(store.usedBytes()).isZero();
        upstream.blob("team/app", LAYER);
        assertThat(client.get(blob("team/app", LAYER) + NS).body()).isEqualTo(LAYER);
    }

    @Test
    void manifest_wrongBytes_isRefused() throws IOException {
        upstream.contents.put("/v2/team/app/manifests/" + Digest.ofContent(LAYER), MANIFEST);
        HttpResponse<byte[]> refused = client.get("/v2/team/app/manifests/" + Digest.ofContent(LAYER) + NS);
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(text(refused)).contains("MANIFEST_INVALID");
    }

    @Test
    void upstream_silentOrWithoutIt_isNamed() throws IOException {
        HttpResponse<byte[]> unknown = client.get("/v2/team/app/manifests/v9" + NS);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(text(unknown)).contains("MANIFEST_UNKNOWN", upstream.url());
        String url = upstream.url();
        upstream.close();
        HttpResponse<byte[]> silent = client.get("/v2/team/app/manifests/v1" + NS);
        assertThat(silent.statusCode()).isEqualTo(502);
        assertThat(text(silent)).contains(url.substring("http://".length()));
    }

    @Test
    void settings_unusable_areRefusedByName() {
        for (String bad : new String[] {"https://x", "x=ftp://y", "X", "x=", "x=http://h/path"}) {
            assertThatThrownBy(() -> Upstreams.of(List.of(bad)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(bad);
        }
    }
}
