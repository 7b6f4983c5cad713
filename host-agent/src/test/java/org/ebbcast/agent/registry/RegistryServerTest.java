package org.ebbcast.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ebbcast.agent.registry.RegistryClient.descriptor;
import static org.ebbcast.agent.registry.RegistryClient.location;
import static org.ebbcast.agent.registry.RegistryClient.manifest;
import static org.ebbcast.agent.registry.RegistryClient.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.ebbcast.agent.http.HttpThreads;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.Manifest;
import org.ebbcast.protocol.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryServerTest {
    private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LAYER = random(200_000);
    private static final long QUOTA = 6_000_000;

    @TempDir
    private Path root;

    private HttpThreads threads;
    private BlobStore store;
    private RegistryServer server;
    private RegistryClient client;
    private Optional<String> unreadiness = Optional.empty();

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void start() throws IOException {
        threads = HttpThreads.start();
        store = BlobStore.open(root, QUOTA);
        server = RegistryServer.start(
                threads, new InetSocketAddress("127.0.0.1", 0), store, new Metrics(), () -> unreadiness);
        client = new RegistryClient(server.localAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        threads.close();
        store.close();
    }

    private static void assertError(HttpResponse<byte[]> response, int status, String code) {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
        assertThat(text(response)).contains("{\"errors\":[{\"code\":\"" + code + "\"");
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void base_get_isThere() throws IOException {
        assertThat(client.get("/v2/").statusCode()).isEqualTo(200);
        assertThat(client.get("/v2").statusCode()).isEqualTo(200);
        assertThat(client.get("/elsewhere").statusCode()).isEqualTo(404);
    }

    @Test
    void image_pushed_isPulledByTagAndDigest() throws IOException {
        byte[] manifest = client.pushImage("demo/app", "v1", LAYER);
        Digest digest = Digest.ofContent(manifest);
        for (String reference : new String[] {"v1", digest.toString()}) {
            HttpResponse<byte[]> pulled = client.get("/v2/demo/app/manifests/" + reference);
            assertThat(pulled.statusCode()).isEqualTo(200);
            assertThat(pulled.body()).isEqualTo(manifest);
            assertThat(header(pulled, "Docker-Content-Digest")).isEqualTo(digest.toString());
            assertThat(header(pulled, "Content-Type")).isEqualTo(Manifest.OCI_MANIFEST);
        }
        HttpResponse<byte[]> head = client.head("/v2/demo/app/manifests/v1");
        assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(manifest.length));
        assertThat(client.get("/v2/demo/app/blobs/" + Digest.ofContent(LAYER)).body()).isEqualTo(LAYER);
    }

    @Test
    void image_storeReopened_isStillThere() throws IOException {
        byte[] manifest = client.pushImage("demo/app", "v1", LAYER);
        stop();
        start();
        assertThat(client.get("/v2/demo/app/manifests/v1").body()).isEqualTo(manifest);
    }

    @Test
    void manifest_unknown_isRefused() throws IOException {
        assertError(client.get("/v2/demo/app/manifests/v1"), 404, "MANIFEST_UNKNOWN");
        assertError(client.get("/v2/demo/app/manifests/" + Digest.EMPTY), 404, "MANIFEST_UNKNOWN");
        assertError(client.get("/v2/demo/app/manifests/sha256:12"), 400, "DIGEST_INVALID");
        assertError(client.get("/v2/Demo/app/manifests/v1"), 400, "NAME_INVALID");
        assertThat(client.head("/v2/demo/app/manifests/v1").statusCode()).isEqualTo(404);
    }

    @Test
    void manifest_blobMissing_isRefused() throws IOException {
        client.push("demo/app", CONFIG);
        byte[] manifest = manifest(CONFIG, LAYER, "");
        HttpResponse<byte[]> response =
                client.send("PUT", "/v2/demo/app/manifests/v1", manifest, "Content-Type", Manifest.OCI_MANIFEST);
        assertError(response, 400, "MANIFEST_BLOB_UNKNOWN");
        assertThat(text(response)).contains(Digest.ofContent(LAYER).hex());
        assertThat(client.get("/v2/demo/app/manifests/v1").statusCode()).isEqualTo(404);
    }

    @Test
    void manifest_malformed_isRefused() throws IOException {
        String path = "/v2/demo/app/manifests/v1";
        byte[] manifest = client.pushImage("demo/app", "v0", LAYER);
        assertError(client.send("PUT", path, "{".getBytes(StandardCharsets.UTF_8)), 400, "MANIFEST_INVALID");
        assertError(client.send("PUT", path, new byte[0]), 400, "MANIFEST_INVALID");
        assertError(client.send("PUT", path, manifest, "Content-Type", "text/plain"), 400, "MANIFEST_INVALID");
        assertError(client.send("PUT", path, manifest, "Content-Type", Manifest.OCI_INDEX), 400, "MANIFEST_INVALID");
        assertError(
                client.send("PUT", "/v2/demo/app/manifests/" + Digest.EMPTY, manifest), 400, "DIGEST_INVALID");
        assertError(client.send("PUT", path, new byte[(4 << 20) + 1]), 413, "MANIFEST_INVALID");
    }

    @Test
    void index_pushed_needsItsManifests() throws IOException {
        byte[] manifest = manifest(CONFIG, LAYER, "");
        byte[] index = ("{\"schemaVersion\":2,\"mediaType\":\"" + Manifest.OCI_INDEX + "\",\"manifests\":["
                        + descriptor(Manifest.OCI_MANIFEST, manifest) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        String path = "/v2/demo/app/manifests/multi";
        assertError(
                client.send("PUT", path, index, "Content-Type", Manifest.OCI_INDEX), 400, "MANIFEST_BLOB_UNKNOWN");
        client.pushImage("demo/app", "v1", LAYER);
        assertThat(client.send("PUT", path, index, "Content-Type", Manifest.OCI_INDEX).statusCode())
                .isEqualTo(201);
        assertThat(client.get(path).body()).isEqualTo(index);
    }

    @Test
    void blob_range_isServed() throws IOException {
        String path = "/v2/demo/app/blobs/" + client.push("demo/app", LAYER);
        HttpResponse<byte[]> part = client.get(path, "Range", "bytes=1000-1999");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(LAYER, 1000, 2000));
        assertThat(header(part, "Content-Range")).isEqualTo("bytes 1000-1999/200000");
        assertThat(client.get(path, "Range", "bytes=-10").body())
                .isEqualTo(Arrays.copyOfRange(LAYER, LAYER.length - 10, LAYER.length));
        HttpResponse<byte[]> beyond = client.get(path, "Range", "bytes=200000-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */200000");
        assertThat(client.get(path, "Range", "bytes=0-1,5-6").body()).isEqualTo(LAYER);
        assertThat(client.get(path, "Range", "bytes=0-9", "If-Range", "\"other\"").body()).isEqualTo(LAYER);
        assertThat(client.get(path, "Range", "bytes=0-9", "If-Range", header(part, "ETag")).body())
                .hasSize(10);
    }

    @Test
    void blob_knownToTheClient_isNotSentAgain() throws IOException {
        Digest digest = client.push("demo/app", LAYER);
        HttpResponse<byte[]> response =
                client.get("/v2/demo/app/blobs/" + digest, "If-None-Match", "\"x\", \"" + digest + "\"");
        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void blob_unknown_isRefused() throws IOException {
        assertError(client.get("/v2/demo/app/blobs/" + Digest.ofContent(LAYER)), 404, "BLOB_UNKNOWN");
        assertError(client.get("/v2/demo/app/blobs/sha256:zz"), 400, "DIGEST_INVALID");
        assertThat(client.get("/v2/demo/app/blobs/" + Digest.EMPTY).statusCode()).isEqualTo(200);
    }

    @Test
    void upload_inOneRequest_isStored() throws IOException {
        Digest digest = Digest.ofContent(LAYER);
        HttpResponse<byte[]> response =
                client.send("POST", "/v2/demo/app/blobs/uploads/?digest=" + digest, LAYER);
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(client.get(location(response)).body()).isEqualTo(LAYER);
    }

    @Test
    void upload_inChunks_isStored() throws IOException {
        String location = client.start("demo/app");
        HttpResponse<byte[]> first = client.send(
                "PATCH", location, Arrays.copyOf(LAYER, 50_000), "Content-Range", "0-49999");
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(header(first, "Range")).isEqualTo("0-49999");
        HttpResponse<byte[]> status = client.get(location);
        assertThat(status.statusCode()).isEqualTo(204);
        assertThat(header(status, "Range")).isEqualTo("0-49999");
        byte[] rest = Arrays.copyOfRange(LAYER, 50_000, LAYER.length);
        Digest digest = Digest.ofContent(LAYER);
        HttpResponse<byte[]> last =
                client.send("PUT", location + "?digest=" + digest, rest, "Content-Range", "50000-199999");
        assertThat(last.statusCode()).isEqualTo(201);
        assertThat(client.get("/v2/demo/app/blobs/" + digest).body()).isEqualTo(LAYER);
        assertError(client.get(location), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void upload_chunkOutOfOrder_is416AndCanGoOn() throws IOException {
        String location = client.start("demo/app");
        client.send("PATCH", location, new byte[10], "Content-Range", "0-9");
        HttpResponse<byte[]> gap = client.send("PATCH", location, new byte[10], "Content-Range", "20-29");
        assertError(gap, 416, "BLOB_UPLOAD_INVALID");
        assertThat(header(gap, "Range")).isEqualTo("0-9");
        assertError(
                client.send("PATCH", location, new byte[10], "Content-Range", "10-18"), 400, "SIZE_INVALID");
        assertThat(client.send("PATCH", location, new byte[10], "Content-Range", "10-19").statusCode())
                .isEqualTo(202);
        Digest digest = Digest.ofContent(new byte[20]);
        assertThat(client.send("PUT", location + "?digest=" + digest, new byte[0]).statusCode())
                .isEqualTo(201);
    }

    @Test
    void upload_otherDigest_isRefusedAndGone() throws IOException {
        String location = client.start("demo/app");
        assertError(client.send("PUT", location + "?digest=" + Digest.EMPTY, LAYER), 400, "DIGEST_INVALID");
        assertThat(client.get(location).statusCode()).isEqualTo(404);
        assertThat(store.usedBytes()).isZero();
        String another = client.start("demo/app");
        assertError(client.send("PUT", another, LAYER), 400, "DIGEST_INVALID");
        assertThat(client.send("DELETE", another, new byte[0]).statusCode()).isEqualTo(204);
        assertThat(client.get(another).statusCode()).isEqualTo(404);
    }

    @Test
    void upload_beyondQuota_isDeniedWithoutHarm() throws IOException {
        byte[] large = new byte[(int) QUOTA + 1];
        HttpResponse<byte[]> response =
                client.send("PUT", client.start("demo/app") + "?digest=" + Digest.ofContent(large), large);
        assertError(response, 413, "DENIED");
        client.pushImage("demo/app", "v1", LAYER);
        assertThat(client.get("/v2/demo/app/manifests/v1").statusCode()).isEqualTo(200);
    }

    @Test
    void mount_blobInAnotherRepository_createsItAtOnce() throws IOException {
        Digest digest = client.push("demo/app", LAYER);
        String mount = "/v2/demo/other/blobs/uploads/?from=demo/app&mount=";
        HttpResponse<byte[]> mounted = client.send("POST", mount + digest, new byte[0]);
        assertThat(mounted.statusCode()).isEqualTo(201);
        assertThat(location(mounted)).isEqualTo("/v2/demo/other/blobs/" + digest);
        HttpResponse<byte[]> unknown = client.send("POST", mount + Digest.ofContent(CONFIG), new byte[0]);
        assertThat(unknown.statusCode()).isEqualTo(202);
    }

    @Test
    void tags_paged_areAllListedOnce() throws IOException {
        for (String tag : new String[] {"c", "a", "b", "e", "d"}) {
            client.pushImage("demo/app", tag, LAYER);
        }
        assertThat(text(client.get("/v2/demo/app/tags/list")))
                .isEqualTo("{\"name\":\"demo/app\",\"tags\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}");
        HttpResponse<byte[]> page = client.get("/v2/demo/app/tags/list?n=2");
        assertThat(text(page)).contains("[\"a\",\"b\"]");
        assertThat(header(page, "Link")).isEqualTo("</v2/demo/app/tags/list?n=2&last=b>; rel=\"next\"");
        HttpResponse<byte[]> last = client.get("/v2/demo/app/tags/list?n=2&last=d");
        assertThat(text(last)).contains("[\"e\"]");
        assertThat(header(last, "Link")).isEmpty();
        assertThat(text(client.get("/v2/demo/app/tags/list?n=0"))).contains("[]");
        assertError(client.get("/v2/demo/none/tags/list"), 404, "NAME_UNKNOWN");
        assertThat(text(client.get("/v2/_catalog"))).isEqualTo("{\"repositories\":[\"demo/app\"]}");
    }

    @Test
    void referrers_ofAnImage_areListedAndFiltered() throws IOException {
        byte[] subject = client.pushImage("demo/app", "v1", LAYER);
        byte[] signature = manifest(CONFIG, CONFIG,
                ",\"artifactType\":\"application/x-signature\",\"annotations\":{\"by\":\"me\"},\"subject\":"
                        + descriptor(Manifest.OCI_MANIFEST, subject));
        HttpResponse<byte[]> pushed =
                client.send("PUT", "/v2/demo/app/manifests/" + Digest.ofContent(signature), signature);
        assertThat(pushed.statusCode()).isEqualTo(201);
        assertThat(header(pushed, "OCI-Subject")).isEqualTo(Digest.ofContent(subject).toString());
        String path = "/v2/demo/app/referrers/" + Digest.ofContent(subject);
        HttpResponse<byte[]> all = client.get(path);
        assertThat(header(all, "Content-Type")).isEqualTo(Manifest.OCI_INDEX);
        assertThat(text(all)).contains(Digest.ofContent(signature).hex(), "\"by\":\"me\"", "application/x-signature");
        HttpResponse<byte[]> none = client.get(path + "?artifactType=other/type");
        assertThat(text(none)).contains("\"manifests\":[]");
        assertThat(header(none, "OCI-Filters-Applied")).isEqualTo("artifactType");
        assertThat(text(client.get("/v2/demo/app/referrers/" + Digest.EMPTY))).contains("\"manifests\":[]");
    }

    @Test
    void manifest_deleted_isGoneWithItsTags() throws IOException {
        byte[] manifest = client.pushImage("demo/app", "v1", LAYER);
        client.pushImage("demo/app", "v2", LAYER);
        String blob = "/v2/demo/app/blobs/" + Digest.ofContent(LAYER);
        assertThat(client.send("DELETE", "/v2/demo/app/manifests/v2", new byte[0]).statusCode()).isEqualTo(202);
        assertThat(client.get("/v2/demo/app/manifests/v2").statusCode()).isEqualTo(404);
        assertThat(client.get("/v2/demo/app/manifests/v1").statusCode()).isEqualTo(200);
        assertError(client.send("DELETE", blob, new byte[0]), 405, "UNSUPPORTED");
        String byDigest = "/v2/demo/app/manifests/" + Digest.ofContent(manifest);
        assertThat(client.send("DELETE", byDigest, new byte[0]).statusCode()).isEqualTo(202);
        assertThat(client.get("/v2/demo/app/manifests/v1").statusCode()).isEqualTo(404);
        assertError(client.send("DELETE", byDigest, new byte[0]), 404, "MANIFEST_UNKNOWN");
        assertThat(client.send("DELETE", blob, new byte[0]).statusCode()).isEqualTo(202);
        assertError(client.send("DELETE", blob, new byte[0]), 404, "BLOB_UNKNOWN");
    }

    @Test
    void namespace_ofAnotherRegistry_isKeptApart() throws IOException {
        byte[] hub = client.pushImage("busybox", "v1", LAYER);
        byte[] other = client.pushImage("ghcr.io/library/busybox", "v1", CONFIG);
        String path = "/v2/library/busybox/manifests/v1";
        assertThat(client.get(path).body()).isEqualTo(hub);
        assertThat(client.get(path + "?ns=docker.io").body()).isEqualTo(hub);
        assertThat(client.get(path + "?ns=ghcr.io").body()).isEqualTo(other);
        assertThat(client.get(path + "?ns=quay.io").statusCode()).isEqualTo(404);
        assertError(client.get(path + "?ns=A%20B"), 400, "NAME_INVALID");
    }

    @Test
    void method_impossible_isRefusedWithWhatIsPossible() throws IOException {
        HttpResponse<byte[]> response = client.send("PUT", "/v2/demo/app/tags/list", new byte[0]);
        assertError(response, 405, "UNSUPPORTED");
        assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void close_downloadUnderWay_isSentToItsEndAndNothingElseIsTaken() throws Exception {
        byte[] layer = random(5_000_000);
        Digest digest = client.push("demo/app", layer);
        InetSocketAddress address = server.localAddress();
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(64 << 10);
            socket.connect(address);
            socket.getOutputStream().write(("GET /v2/demo/app/blobs/" + digest + " HTTP/1.1\r\nHost: x\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] begin = socket.getInputStream().readNBytes(1000);
            CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> {
                try {
                    server.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            awaitRefused(address);
            byte[] rest = socket.getInputStream().readAllBytes();
            byte[] all = Arrays.copyOf(begin, begin.length + rest.length);
            System.arraycopy(rest, 0, all, begin.length, rest.length);
            assertThat(Arrays.copyOfRange(all, all.length - layer.length, all.length)).isEqualTo(layer);
            closed.get();
        }
    }

    private static void awaitRefused(InetSocketAddress address) throws IOException {
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(address);
                Thread.onSpinWait();
            } catch (SocketException e) {
                return; // refused, or reset where it was still waiting to be accepted
            }
        }
    }

    @Test
    void statusPages_tellHowItIs() throws IOException {
        assertThat(client.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(client.get("/readyz").statusCode()).isEqualTo(200);
        unreadiness = Optional.of("no controller yet");
        assertThat(client.get("/readyz").statusCode()).isEqualTo(503);
        assertThat(text(client.get("/readyz"))).isEqualTo("no controller yet\n");
        client.push("demo/app", LAYER);
        assertThat(text(client.get("/metrics")))
                .contains("# TYPE ebbcast_agent_registry_received_bytes_total counter")
                .contains("ebbcast_agent_registry_received_bytes_total 200000")
                .contains("ebbcast_agent_store_used_bytes 200000")
                .contains("ebbcast_agent_registry_requests_total{code=\"201\",method=\"PUT\"} 1");
    }
}
