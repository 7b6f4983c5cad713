package org.ebbcast.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.ebbcast.agent.http.HttpThreads;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.protocol.Digest;

/**
 * Whatever comes over a connection, the registry answers as a registry does or closes it, and goes on serving. Seeds
 * are printed by jqwik and replay.
 */
class RegistryFuzzTest {
    private static final byte[] LAYER = new byte[5000];
    private static final Digest DIGEST = Digest.ofContent(LAYER);
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final int QUIET_MILLIS = 20_000;

    private static Path root;
    private static HttpThreads threads;
    private static BlobStore store;
    private static RegistryServer server;
    private static RegistryClient client;

    @BeforeContainer
    static void start() throws IOException {
        root = Files.createTempDirectory("registry-fuzz");
        threads = HttpThreads.start();
        store = BlobStore.open(root, 50_000_000);
        server = RegistryServer.start(
                threads, new InetSocketAddress("127.0.0.1", 0), store, new Metrics(), Optional::empty);
        client = new RegistryClient(server.localAddress());
        client.pushImage("demo/app", "v1", LAYER);
    }

    @AfterContainer
    static void stop() throws IOException {
        server.close();
        threads.close();
        store.close();
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    /** Sends it, closes the sending side, and reads all that is answered. */
    private static String exchange(byte[] request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server.localAddress());
            socket.setSoTimeout(QUIET_MILLIS);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
                InputStream in = socket.getInputStream();
                byte[] part = new byte[8192];
                for (int read = in.read(part); read >= 0; read = in.read(part)) {
                    answer.write(part, 0, read);
                }
            } catch (SocketException e) {
                // it closed the connection on what it was sent
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static void assertGoesOn() throws IOException {
        assertThat(client.get("/v2/demo/app/manifests/v1").statusCode()).isEqualTo(200);
        assertThat(client.get("/v2/demo/app/blobs/" + DIGEST).body()).isEqualTo(LAYER);
        try (Stream<Path> uploads = Files.list(root.resolve("tmp"))) {
            assertThat(uploads.count()).isLessThanOrEqualTo(UploadSessions.MAX_SESSIONS);
        }
    }

    private static void assertAnswersOfARegistry(String answer, String request) {
        Matcher status = STATUS.matcher(answer);
        while (status.find()) {
            assertThat(Integer.parseInt(status.group(1))).as(request).isBetween(100, 499);
        }
    }

    @Provide
    Arbitrary<String> requests() {
        Arbitrary<String> methods = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.of("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS")),
                Tuple.of(1, Arbitraries.strings().withCharRange('A', 'z').ofMaxLength(8)));
        Arbitrary<String> words = Arbitraries.of(
                "v2", "demo", "app", "blobs", "manifests", "uploads", "tags", "list", "referrers", "_catalog", "v1", "..",
                "%2e%2e", "", "Ä", "%00", "%zz", "%", DIGEST.toString(), "sha256:", "sha512:" + "0".repeat(128), "A", "a".repeat(300));
        Arbitrary<String> paths = Combinators.combine(
                        Arbitraries.of("/v2/", "/v2/demo/app/", "/v2/demo/app/blobs/uploads/", "/", ""),
                        words.list().ofMaxSize(4),
                        Arbitraries.of("", "?", "?n=1", "?n=-1", "?n=x&last=", "?ns=docker.io", "?ns=A%20B", "?mount=x&from=y",
                                "?mount=" + DIGEST, "?digest=" + DIGEST, "?digest=", "?digest=sha256:0", "?a=%"))
                .as((front, rest, query) -> front + String.join("/", rest) + query);
        Arbitrary<List<String>> headers = Arbitraries.of(
                        "Range: bytes=0-", "Range: bytes=9-1", "Range: bytes=99999999999999999999-", "Content-Range: 0-9",
                        "Content-Range: 5-1", "Content-Range: x", "If-None-Match: *", "If-Range: \"x\"", "Accept: */*",
                        "Content-Type: application/vnd.oci.image.manifest.v1+json", "Expect: 100-continue", "Expect: x",
                        "Transfer-Encoding: chunked", "Content-Length: -1", "Content-Length: 3", "Content-Length: 99999999999999999999",
                        "Connection: close", "Connection: upgrade", "X: " + "y".repeat(20_000), "Broken")
                .list()
                .ofMaxSize(3);
        Arbitrary<String> bodies = Arbitraries.of(
                "", "{}", "{", "null", "[[[[[[", "{\"schemaVersion\":2}", "3\r\nabc\r\n0\r\n\r\n", "fffffffffff\r\n", "-1\r\n",
                "{\"schemaVersion\":2,\"config\":{\"size\":-1},\"layers\":3}", "\u0000\u0001");
        return Combinators.combine(methods, paths, headers, bodies)
                .as((method, path, head, body) -> method + " " + path + " HTTP/1.1\r\nHost: x\r\n"
                        + head.stream().map(h -> h + "\r\n").reduce("", String::concat)
                        + (head.stream().anyMatch(h -> h.startsWith("Content-Length") || h.startsWith("Transfer"))
                                ? ""
                                : "Content-Length: " + body.length() + "\r\n")
                        + "\r\n" + body);
    }

    @Property(tries = 400)
    void request_ofAnyParts_isAnsweredAsByARegistry(@ForAll("requests") String request) throws IOException {
        assertAnswersOfARegistry(exchange(request.getBytes(StandardCharsets.ISO_8859_1)), request);
        assertGoesOn();
    }

    @Property(tries = 150)
    void request_ofSpoiledBytes_isAnsweredOrClosed(@ForAll("requests") String request, @ForAll long seed)
            throws IOException {
        byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
        Random random = new Random(seed);
        for (int i = random.nextInt(8); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        assertAnswersOfARegistry(exchange(bytes), new String(bytes, StandardCharsets.ISO_8859_1) + " of seed " + seed);
        assertGoesOn();
    }
}
