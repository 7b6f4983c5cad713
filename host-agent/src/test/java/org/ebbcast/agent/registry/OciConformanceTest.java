package org.ebbcast.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ebbcast.agent.registry.RegistryClient.descriptor;
import static org.ebbcast.agent.registry.RegistryClient.location;
import static org.ebbcast.agent.registry.RegistryClient.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ebbcast.agent.http.HttpThreads;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.Manifest;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the conformance suite of OCI Distribution asks of a registry and {@link RegistryServerTest} does not: each way
 * to push a blob, with the right digest and with a wrong one, and each shape of manifest through its whole life.
 */
class OciConformanceTest {
    private static final String REPOSITORY = "conformance/one";
    private static final String BLOBS = "/v2/" + REPOSITORY + "/blobs/";
    private static final String MANIFESTS = "/v2/" + REPOSITORY + "/manifests/";
    private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BLOB = new byte[10_007];

    static {
        new Random(11).nextBytes(BLOB);
    }

    @TempDir
    private Path root;

    private HttpThreads threads;
    private BlobStore store;
    private RegistryServer server;
    private RegistryClient client;

    @BeforeEach
    void start() throws IOException {
        threads = HttpThreads.start();
        store = BlobStore.open(root, 0);
        server = RegistryServer.start(
                threads, new InetSocketAddress("127.0.0.1", 0), store, new Metrics(), Optional::empty);
        client = new RegistryClient(server.localAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        threads.close();
        store.close();
    }

    /** The ways to push a blob (spec, "Pushing blobs"). */
    enum Way {
        POST_ONLY {
            @Override
            HttpResponse<byte[]> push(RegistryClient client, Digest digest) throws IOException {
                return client.send("POST", BLOBS + "uploads/?digest=" + digest, BLOB);
            }
        },
        POST_THEN_PUT {
            @Override
            HttpResponse<byte[]> push(RegistryClient client, Digest digest) throws IOException {
                return client.send("PUT", client.start(REPOSITORY) + "?digest=" + digest, BLOB);
            }
        },
        STREAMED {
            @Override
            HttpResponse<byte[]> push(RegistryClient client, Digest digest) throws IOException {
                HttpResponse<byte[]> streamed =
                        client.stream("PATCH", client.start(REPOSITORY), new ByteArrayInputStream(BLOB));
                assertThat(streamed.statusCode()).isEqualTo(202);
                return client.send("PUT", location(streamed) + "?digest=" + digest, new byte[0]);
            }
        },
        CHUNKED {
            @Override
            HttpResponse<byte[]> push(RegistryClient client, Digest digest) throws IOException {
                String next = chunk(client, chunk(client, client.start(REPOSITORY), 0, 5000), 5000, BLOB.length);
                return client.send("PUT", next + "?digest=" + digest, new byte[0]);
            }
        },
        CHUNKED_LAST_BY_PUT {
            @Override
            HttpResponse<byte[]> push(RegistryClient client, Digest digest) throws IOException {
                String next = chunk(client, client.start(REPOSITORY), 0, 5000);
                byte[] last = Arrays.copyOfRange(BLOB, 5000, BLOB.length);
                return client.send(
                        "PUT", next + "?digest=" + digest, last, "Content-Range", "5000-" + (BLOB.length - 1));
            }
        };

        abstract HttpResponse<byte[]> push(RegistryClient client, Digest digest) throws IOException;

        private static String chunk(RegistryClient client, String location, int from, int to) throws IOException {
            HttpResponse<byte[]> taken = client.send(
                    "PATCH", location, Arrays.copyOfRange(BLOB, from, to), "Content-Range", from + "-" + (to - 1));
            assertThat(taken.statusCode()).isEqualTo(202);
            assertThat(taken.headers().firstValue("Range")).contains("0-" + (to - 1));
            return location(taken);
        }
    }

    private static Stream<Arguments> waysAndAlgorithms() {
        return Arrays.stream(Way.values())
                .flatMap(w -> Arrays.stream(DigestAlgorithm.values()).map(a -> Arguments.of(w, a)));
    }

    @ParameterizedTest
    @MethodSource("waysAndAlgorithms")
    void blob_pushed_isThereUntilDeleted(Way way, DigestAlgorithm algorithm) throws IOException {
        Digest digest = Digest.ofContent(algorithm, BLOB);
        assertThat(client.head(BLOBS + digest).statusCode()).isEqualTo(404);
        HttpResponse<byte[]> created = way.push(client, digest);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(client.get(location(created)).body()).isEqualTo(BLOB);
        HttpResponse<byte[]> head = client.head(BLOBS + digest);
        assertThat(head.headers().firstValue("Content-Length")).contains(Integer.toString(BLOB.length));
        assertThat(head.headers().firstValue("Docker-Content-Digest")).contains(digest.toString());
        assertThat(client.delete(BLOBS + digest)).isEqualTo(202);
        assertThat(client.get(BLOBS + digest).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @MethodSource("waysAndAlgorithms")
    void blob_pushedWithAWrongDigest_isRefusedAndNotKept(Way way, DigestAlgorithm algorithm) throws IOException {
        Digest wrong = Digest.ofContent(algorithm, CONFIG);
        HttpResponse<byte[]> refused = way.push(client, wrong);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(text(refused)).contains("DIGEST_INVALID");
        assertThat(client.get(BLOBS + wrong).statusCode()).isEqualTo(404);
        assertThat(client.get(BLOBS + Digest.ofContent(BLOB)).statusCode()).isEqualTo(404);
        assertThat(store.usedBytes()).isZero();
    }

    @Test
    void blob_ofAnotherAlgorithm_isRefusedAsADigest() throws IOException {
        HttpResponse<byte[]> refused =
                client.send("POST", BLOBS + "uploads/?digest=sha1:" + "0".repeat(40), BLOB);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(text(refused)).contains("DIGEST_INVALID", "sha256");
    }

    @Test
    void upload_announcedAsSha512_isHashedAsItComes() throws IOException {
        Digest digest = Digest.ofContent(DigestAlgorithm.SHA512, BLOB);
        HttpResponse<byte[]> started =
                client.send("POST", BLOBS + "uploads/?digest-algorithm=sha512", new byte[0]);
        assertThat(client.send("PUT", location(started) + "?digest=" + digest, BLOB).statusCode()).isEqualTo(201);
        assertThat(client.get(BLOBS + digest).body()).isEqualTo(BLOB);
        HttpResponse<byte[]> refused =
                client.send("POST", BLOBS + "uploads/?digest-algorithm=md5", new byte[0]);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(text(refused)).contains("DIGEST_INVALID", "'md5'", "sha512");
    }

    @Test
    void manifest_pushedByDigestWithTags_isThereByAllOfThem() throws IOException {
        client.push(REPOSITORY, CONFIG);
        client.push(REPOSITORY, BLOB);
        byte[] manifest = RegistryClient.manifest(CONFIG, BLOB, "");
        Digest digest = Digest.ofContent(DigestAlgorithm.SHA512, manifest);
        HttpResponse<byte[]> put = client.send(
                "PUT", MANIFESTS + digest + "?tag=v1&tag=v1.0", manifest, "Content-Type", Manifest.OCI_MANIFEST);
        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(put.headers().firstValue("OCI-Tag")).contains("v1, v1.0");
        for (String reference : List.of("v1", "v1.0", digest.toString())) {
            HttpResponse<byte[]> pulled = client.get(MANIFESTS + reference);
            assertThat(pulled.body()).isEqualTo(manifest);
            assertThat(pulled.headers().firstValue("Docker-Content-Digest")).contains(digest.toString());
        }
        HttpResponse<byte[]> refused = client.send("PUT", MANIFESTS + digest + "?tag=v2&tag=-v3", manifest);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(text(refused)).contains("'-v3'");
        assertThat(client.get(MANIFESTS + "v2").statusCode()).isEqualTo(404);
    }

    @Test
    void mount_withoutSource_createsOrStartsAnUpload() throws IOException {
        Digest digest = client.push("conformance/two", BLOB);
        assertThat(client.send("POST", BLOBS + "uploads/?mount=" + digest, new byte[0]).statusCode())
                .isEqualTo(201);
        HttpResponse<byte[]> missing =
                client.send("POST", BLOBS + "uploads/?mount=" + Digest.ofContent(CONFIG), new byte[0]);
        assertThat(missing.statusCode()).isEqualTo(202);
        assertThat(client.send("PUT", location(missing) + "?digest=" + Digest.ofContent(CONFIG), CONFIG)
                .statusCode()).isEqualTo(201);
    }

    @Test
    void blob_empty_isPushedAndPulled() throws IOException {
        Digest digest = client.push(REPOSITORY, new byte[0]);
        assertThat(client.head(BLOBS + digest).statusCode()).isEqualTo(200);
        assertThat(client.get(BLOBS + digest).body()).isEmpty();
    }

    @Test
    void blob_rangeThatEndsBeforeItBegins_isNotSatisfiable() throws IOException {
        String path = BLOBS + client.push(REPOSITORY, BLOB);
        assertThat(client.get(path, "Range", "bytes=500-0").statusCode()).isEqualTo(416);
        HttpResponse<byte[]> open = client.get(path, "Range", "bytes=10000-20000");
        assertThat(open.statusCode()).isEqualTo(206);
        assertThat(open.body()).hasSize(7);
    }

    /** A manifest and what makes it particular. */
    record Shape(String name, String mediaType, String json) {
        @Override
        public String toString() {
            return name;
        }

        byte[] bytes() {
            return json.getBytes(StandardCharsets.UTF_8);
        }
    }

    private static String image(String layers, String more) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + Manifest.OCI_MANIFEST + "\",\"config\":"
                + descriptor("application/vnd.oci.image.config.v1+json", CONFIG) + ",\"layers\":[" + layers + "]"
                + more + "}";
    }

    private static String index(String manifests, String more) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + Manifest.OCI_INDEX + "\",\"manifests\":[" + manifests + "]"
                + more + "}";
    }

    static Stream<Shape> shapes() {
        String layer = descriptor("application/vnd.oci.image.layer.v1.tar", BLOB);
        Shape plain = new Shape("image", Manifest.OCI_MANIFEST, image(layer, ""));
        Shape multi = new Shape("index", Manifest.OCI_INDEX,
                index(descriptor(Manifest.OCI_MANIFEST, plain.bytes()), ""));
        String annotations = IntStream.range(0, 390)
                .mapToObj(i -> "\"a" + i + "\":\"" + "A".repeat(10_000) + "\"")
                .collect(Collectors.joining(","));
        String elsewhere = descriptor("application/vnd.oci.image.layer.nondistributable.v1.tar", new byte[77]);
        return Stream.of(
                plain,
                new Shape("image without layers", Manifest.OCI_MANIFEST, image("", "")),
                new Shape("image of 4 MB", Manifest.OCI_MANIFEST, image(layer, ",\"annotations\":{" + annotations + "}")),
                new Shape("layer to be had elsewhere", Manifest.OCI_MANIFEST, image(elsewhere + "," + layer, "")),
                new Shape("field data", Manifest.OCI_MANIFEST, image(layer.replace("}", ",\"data\":\"AAAA\"}"), "")),
                new Shape("fields of its own", Manifest.OCI_MANIFEST, image(layer, ",\"org.example\":{\"x\":[1]}")),
                new Shape("artifact", Manifest.OCI_MANIFEST,
                        image(descriptor("application/vnd.example", CONFIG), ",\"artifactType\":\"a/b\"")),
                multi,
                new Shape("index of indexes", Manifest.OCI_INDEX,
                        index(descriptor(Manifest.OCI_INDEX, multi.bytes()), "")),
                new Shape("empty index", Manifest.OCI_INDEX, index("", "")),
                new Shape("artifact index", Manifest.OCI_INDEX,
                        index(descriptor(Manifest.OCI_MANIFEST, plain.bytes()), ",\"artifactType\":\"a/b\"")));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void manifest_ofAnyShape_isPushedPulledAndDeleted(Shape shape) throws IOException {
        client.push(REPOSITORY, CONFIG);
        client.push(REPOSITORY, BLOB);
        for (Shape lower : shapes().filter(s -> s.name.equals("image") || s.name.equals("index")).toList()) {
            put(Digest.ofContent(lower.bytes()).toString(), lower);
        }
        Digest digest = Digest.ofContent(shape.bytes());
        put(digest.toString(), shape);
        put("tag", shape);
        for (String reference : new String[] {"tag", digest.toString()}) {
            HttpResponse<byte[]> pulled = client.get(MANIFESTS + reference);
            assertThat(pulled.body()).isEqualTo(shape.bytes());
            assertThat(pulled.headers().firstValue("Content-Type")).contains(shape.mediaType);
            assertThat(client.head(MANIFESTS + reference).headers().firstValue("Docker-Content-Digest"))
                    .contains(digest.toString());
        }
        assertThat(text(client.get("/v2/" + REPOSITORY + "/tags/list"))).contains("\"tags\":[\"tag\"]");
        assertThat(client.delete(MANIFESTS + "tag")).isEqualTo(202);
        assertThat(client.head(MANIFESTS + "tag").statusCode()).isEqualTo(404);
        assertThat(client.delete(MANIFESTS + digest)).isEqualTo(202);
        assertThat(client.head(MANIFESTS + digest).statusCode()).isEqualTo(404);
    }

    private void put(String reference, Shape shape) throws IOException {
        HttpResponse<byte[]> put =
                client.send("PUT", MANIFESTS + reference, shape.bytes(), "Content-Type", shape.mediaType);
        assertThat(put.statusCode()).as(text(put)).isEqualTo(201);
    }

    @Test
    void referrers_paged_areAllListedOnce() throws IOException {
        client.push(REPOSITORY, CONFIG);
        String subject = descriptor(Manifest.OCI_MANIFEST, BLOB);
        List<String> pushed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String type = i == 2 ? "c/d" : "a/b";
            Shape referrer = new Shape("r" + i, Manifest.OCI_INDEX,
                    index("", ",\"artifactType\":\"" + type + "\",\"annotations\":{\"i\":\"" + i + "\"},\"subject\":" + subject));
            String digest = Digest.ofContent(referrer.bytes()).toString();
            put(digest, referrer);
            if (i != 2) {
                pushed.add(digest);
            }
        }
        List<String> listed = new ArrayList<>();
        String path = "/v2/" + REPOSITORY + "/referrers/" + Digest.ofContent(BLOB) + "?artifactType=a/b&n=3";
        int pages = 0;
        while (!path.isEmpty()) {
            HttpResponse<byte[]> page = client.get(path);
            Matcher digest = Pattern.compile("\"digest\":\"(sha256:[0-9a-f]{64})\"").matcher(text(page));
            while (digest.find()) {
                listed.add(digest.group(1));
            }
            path = page.headers().firstValue("Link").map(l -> l.replaceAll("<(.*)>.*", "$1")).orElse("");
            pages++;
        }
        assertThat(pages).isEqualTo(2);
        assertThat(listed).containsExactlyInAnyOrderElementsOf(pushed);
    }

    @Test
    void referrer_ofASubjectThatIsNotHere_isListedWithTypeOfItsOwnOrItsConfig() throws IOException {
        client.push(REPOSITORY, CONFIG);
        String subject = descriptor(Manifest.OCI_MANIFEST, BLOB);
        Shape typed = new Shape("typed", Manifest.OCI_INDEX, index("", ",\"artifactType\":\"a/b\",\"subject\":" + subject));
        Shape plain = new Shape("plain", Manifest.OCI_MANIFEST, image("", ",\"subject\":" + subject));
        put("typed", typed);
        put("plain", plain);
        String path = "/v2/" + REPOSITORY + "/referrers/" + Digest.ofContent(BLOB);
        assertThat(text(client.get(path))).contains(
                Digest.ofContent(typed.bytes()).hex(), Digest.ofContent(plain.bytes()).hex());
        assertThat(text(client.get(path + "?artifactType=a/b")))
                .contains(Digest.ofContent(typed.bytes()).hex())
                .doesNotContain(Digest.ofContent(plain.bytes()).hex());
        assertThat(text(client.get(path + "?artifactType=application/vnd.oci.image.config.v1%2Bjson")))
                .contains(Digest.ofContent(plain.bytes()).hex());
    }
}
