package org.ebbcast.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ebbcast.agent.http.HttpThreads;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.seal.SealedRange;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.PartialBlob;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobServerTest {
    private static final int PIECE_BYTES = 1000;

    private final byte[] content = new byte[3500];
    private final ShipmentAccess access = new ShipmentAccess();
    private Digest digest;

    @TempDir
    private Path root;

    private HttpThreads threads;
    private BlobStore store;
    private BlobServer server;
    private RegistryClient client;

    @BeforeEach
    void start() throws IOException {
        new Random(3).nextBytes(content);
        digest = Digest.ofContent(content);
        access.allow("secret", Set.of(digest), Optional.empty());
        threads = HttpThreads.start();
        store = BlobStore.open(root, 0);
        server = BlobServer.start(threads, new InetSocketAddress("127.0.0.1", 0), store, access, new Metrics());
        client = new RegistryClient(server.localAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        threads.close();
        store.close();
    }

    @Test
    void tokenOfASealedShipment_getsRangesThatOnlyItsKeyOpens() throws IOException {
        byte[] key = new byte[32];
        new Random(4).nextBytes(key);
        access.allow("sealed", Set.of(digest), Optional.of(key));
        PartialBlob partial = partial();
        fill(partial, 1);
        String[] asked = {"Authorization", "Bearer sealed", "Range", "bytes=1010-1509"};

        HttpResponse<byte[]> reply = client.get("/v1/blobs/" + digest, asked);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type")).hasValue(SealedRange.MEDIA_TYPE);
        assertThat(reply.body()).hasSize(500 + SealedRange.OVERHEAD_BYTES);
        assertThat(HexFormat.of().formatHex(reply.body())).doesNotContain(HexFormat.of().formatHex(content, 1010, 1018));
        byte[] again = client.get("/v1/blobs/" + digest, asked).body();
        assertThat(again).isNotEqualTo(reply.body());
        assertThat(SealedRange.open(key, digest, 1010, again)).hasValue(Arrays.copyOfRange(content, 1010, 1510));
    }

    private PartialBlob partial() throws IOException {
        ByteBuffer hashes = ByteBuffer.allocate(4 * 32);
        for (int piece = 0; piece < 4; piece++) {
            hashes.put(Digest.sha256().digest(piece(piece)));
        }
        BlobDescriptor blob = new BlobDescriptor("application/octet-stream", digest, content.length);
        return store.partial(blob, hashes.array(), 100, 10);
    }

    private byte[] piece(int piece) {
        return Arrays.copyOfRange(content, piece * PIECE_BYTES, Math.min(content.length, (piece + 1) * PIECE_BYTES));
    }

    private void fill(PartialBlob partial, int piece) throws IOException {
        partial.write((long) piece * PIECE_BYTES, ByteBuffer.wrap(piece(piece)));
        assertThat(partial.verify(piece)).isTrue();
    }

    private HttpResponse<byte[]> get(String range) throws IOException {
        return client.get("/v1/blobs/" + digest, "Authorization", "Bearer secret", "Range", range);
    }

    @Test
    void partialBlob_verifiedPieces_areServedAndNothingElse() throws IOException {
        try (PartialBlob partial = partial()) {
            fill(partial, 1);
            fill(partial, 3);
            partial.write(0, ByteBuffer.wrap(piece(0)));
            HttpResponse<byte[]> piece = get("bytes=1000-1999");
            assertThat(piece.statusCode()).isEqualTo(206);
            assertThat(piece.body()).isEqualTo(piece(1));
            assertThat(piece.headers().firstValue("Content-Range")).contains("bytes 1000-1999/3500");
            assertThat(get("bytes=3000-").body()).isEqualTo(piece(3));
            assertThat(get("bytes=0-999").statusCode()).isEqualTo(404);
            assertThat(get("bytes=999-1000").statusCode()).isEqualTo(404);
            assertThat(get("bytes=1500-2000").statusCode()).isEqualTo(404);
            assertThat(get("bytes=4000-").statusCode()).isEqualTo(416);
            HttpResponse<byte[]> whole = get("");
            assertThat(whole.statusCode()).isEqualTo(404);
            assertThat(whole.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
        assertThat(get("bytes=1000-1999").statusCode()).isEqualTo(404);
    }

    @Test
    void completeBlob_withTheToken_isServed() throws IOException {
        try (PartialBlob partial = partial()) {
            for (int piece = 0; piece < 4; piece++) {
                fill(partial, piece);
            }
            partial.commit();
        }
        assertThat(get("").body()).isEqualTo(content);
        assertThat(get("bytes=10-19").body()).isEqualTo(Arrays.copyOfRange(content, 10, 20));
    }

    @Test
    void range_thatIsAwaited_isAnsweredWhenItIsVerified() throws Exception {
        try (PartialBlob partial = partial()) {
            CompletableFuture<HttpResponse<byte[]>> answer = CompletableFuture.supplyAsync(() -> awaited(10));
            while (store.waiting() == 0) {
                Thread.onSpinWait();
            }
            fill(partial, 0);
            assertThat(store.waiting()).isEqualTo(1);
            fill(partial, 1);
            assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo(piece(1));
            assertThat(awaited(10).statusCode()).isEqualTo(206);
            assertThat(store.waiting()).isZero();
        }
    }

    @Test
    void range_thatDoesNotComeInTime_isNotFound() throws IOException {
        assertThat(awaited(1).statusCode()).isEqualTo(404);
        assertThat(store.waiting()).isZero();
    }

    private HttpResponse<byte[]> awaited(int seconds) {
        try {
            return client.get("/v1/blobs/" + digest, "Authorization", "Bearer secret", "Range", "bytes=1000-1999",
                    "Prefer", "wait=" + seconds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void token_wrongOrOfAnotherShipment_isRefused() throws IOException {
        access.allow("other", Set.of(Digest.EMPTY), Optional.empty());
        String path = "/v1/blobs/" + digest;
        assertThat(client.get(path).statusCode()).isEqualTo(401);
        assertThat(client.get(path, "Authorization", "Bearer other").statusCode()).isEqualTo(401);
        assertThat(client.get(path, "Authorization", "Bearer ").statusCode()).isEqualTo(401);
        assertThat(get("").statusCode()).isEqualTo(404);
        access.revoke("secret");
        assertThat(get("").statusCode()).isEqualTo(401);
    }

    @Test
    void request_malformed_isRefused() throws IOException {
        assertThat(client.get("/v1/blobs/sha256:1").statusCode()).isEqualTo(400);
        assertThat(client.get("/v2/").statusCode()).isEqualTo(404);
        assertThat(client.send("PUT", "/v1/blobs/" + digest, content).statusCode()).isEqualTo(405);
    }
}
