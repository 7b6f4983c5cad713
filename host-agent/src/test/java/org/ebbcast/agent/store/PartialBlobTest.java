package org.ebbcast.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialBlobTest {
    private final Content content = Content.random(1, 1950);

    @TempDir
    private Path root;

    private BlobStore store;

    @BeforeEach
    void open() throws IOException {
        store = BlobStore.open(root, 0);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void reopen() throws IOException {
        store.close();
        open();
    }

    @Test
    void commit_everyPieceInOrder_becomesABlob() throws IOException {
        content.store(store);
        assertThat(store.contains(content.digest())).isTrue();
        assertThat(Content.read(store, content.digest())).isEqualTo(content.bytes());
        reopen();
        assertThat(Content.read(store, content.digest())).isEqualTo(content.bytes());
        assertThat(root.resolve("partials")).isEmptyDirectory();
    }

    @RepeatedTest(30)
    void commit_runsThatSpanPieces_inAnyOrderAndSomeWrongAtFirst_becomesABlob(RepetitionInfo repetition)
            throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        try (PartialBlob partial = content.open(store)) {
            for (int left = 12; left > 0; left--) {
                int from = random.nextInt(1950);
                byte[] run = Arrays.copyOfRange(content.bytes(), from, from + random.nextInt(1951 - from));
                if (random.nextInt(4) == 0) {
                    random.nextBytes(run);
                }
                partial.write(from, ByteBuffer.wrap(run));
            }
            int step = 1 + random.nextInt(400);
            for (int from = 0; from < 1950; from += step) {
                partial.write(from, ByteBuffer.wrap(content.bytes(), from, Math.min(step, 1950 - from)));
            }
            for (int piece = 0; piece < content.pieceCount(); piece++) {
                assertThat(partial.verify(piece)).as("seed " + repetition.getCurrentRepetition()).isTrue();
            }
            partial.commit();
        }
        assertThat(Content.read(store, content.digest())).isEqualTo(content.bytes());
    }

    @Test
    void commit_piecesBackwards_becomesABlob() throws IOException {
        try (PartialBlob partial = content.open(store)) {
            for (int piece = content.pieceCount() - 1; piece >= 0; piece--) {
                assertThat(content.fill(partial, piece)).isTrue();
            }
            assertThat(partial.verifiedBytes()).isEqualTo(1950);
            partial.commit();
        }
        assertThat(Content.read(store, content.digest())).isEqualTo(content.bytes());
    }

    @Test
    void commit_digestOfSha512_becomesABlobAlsoAfterARestart() throws IOException {
        Content other = Content.random(DigestAlgorithm.SHA512, 1, 1950);
        try (PartialBlob partial = other.open(store)) {
            other.fill(partial, 3);
        }
        reopen();
        try (PartialBlob partial = other.open(store)) {
            assertThat(partial.isVerified(3)).isTrue();
            for (int piece = 0; piece < other.pieceCount(); piece++) {
                other.fill(partial, piece);
            }
            partial.commit();
        }
        reopen();
        assertThat(Content.read(store, other.digest())).isEqualTo(other.bytes());
        assertThat(root.resolve("blobs/sha512").resolve(other.digest().hex())).hasSize(1950);
    }

    @Test
    void commit_pieceMissing_throws() throws IOException {
        try (PartialBlob partial = content.open(store)) {
            content.fill(partial, 0);
            assertThatThrownBy(partial::commit)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("400 of 1950");
        }
        assertThat(store.contains(content.digest())).isFalse();
    }

    @Test
    void verify_wrongBytes_staysUnverifiedAndCanBeWrittenAgain() throws IOException {
        try (PartialBlob partial = content.open(store)) {
            content.fill(partial, 0);
            partial.write(400, ByteBuffer.wrap(new byte[400]));
            assertThat(partial.verify(1)).isFalse();
            assertThat(partial.verify(4)).isFalse();
            for (int piece = 1; piece < content.pieceCount(); piece++) {
                assertThat(content.fill(partial, piece)).isTrue();
            }
            partial.commit();
        }
        assertThat(Content.read(store, content.digest())).isEqualTo(content.bytes());
    }

    @Test
    void write_intoVerifiedPiece_changesNothing() throws IOException {
        try (PartialBlob partial = content.open(store)) {
            content.fill(partial, 0);
            ByteBuffer forged = ByteBuffer.allocate(800);
            partial.write(0, forged);
            assertThat(forged.hasRemaining()).isFalse();
            for (int piece = 1; piece < content.pieceCount(); piece++) {
                content.fill(partial, piece);
            }
            partial.commit();
        }
    }

    @Test
    void write_beyondTheBlob_throws() throws IOException {
        try (PartialBlob partial = content.open(store)) {
            assertThatThrownBy(() -> partial.write(1900, ByteBuffer.allocate(51)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> partial.write(-1, ByteBuffer.allocate(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void commit_outlineOfAnotherBlob_discardsEverything() throws IOException {
        Digest claimed = Content.random(2, 1950).digest();
        BlobDescriptor blob = new BlobDescriptor("application/octet-stream", claimed, 1950);
        PartialBlob partial = store.partial(
                blob, content.pieceHashes(), Content.CHUNK_BYTES, Content.CHUNKS_PER_PIECE);
        for (int piece = 0; piece < content.pieceCount(); piece++) {
            content.fill(partial, piece);
        }
        assertThatThrownBy(partial::commit).isInstanceOf(DigestMismatchException.class);
        assertThat(store.contains(claimed)).isFalse();
        assertThat(root.resolve("partials")).isEmptyDirectory();
        assertThat(store.usedBytes()).isZero();
    }

    @Test
    void open_afterClose_resumesWhatWasVerified() throws IOException {
        try (PartialBlob partial = content.open(store)) {
            content.fill(partial, 1);
            content.fill(partial, 4);
        }
        reopen();
        try (PartialBlob partial = content.open(store)) {
            assertThat(partial.isVerified(1)).isTrue();
            assertThat(partial.isVerified(4)).isTrue();
            assertThat(partial.verifiedBytes()).isEqualTo(400 + 350);
            for (int piece = 0; piece < content.pieceCount(); piece++) {
                content.fill(partial, piece);
            }
            partial.commit();
        }
        assertThat(Content.read(store, content.digest())).isEqualTo(content.bytes());
    }

    @Test
    void open_markedPieceSpoiledOnDisk_isNotResumed() throws IOException {
        try (PartialBlob partial = content.open(store)) {
            content.fill(partial, 0);
            content.fill(partial, 1);
        }
        Path data = root.resolve("partials").resolve(content.digest().hex() + ".data");
        byte[] bytes = Files.readAllBytes(data);
        bytes[10] ^= 1;
        Files.write(data, bytes);
        reopen();
        try (PartialBlob partial = content.open(store)) {
            assertThat(partial.isVerified(0)).isFalse();
            assertThat(partial.isVerified(1)).isTrue();
        }
    }

    @Test
    void open_otherPieceSize_resumesThePiecesThatAreCovered() throws IOException {
        try (PartialBlob partial = content.open(store)) {
            content.fill(partial, 0);
            content.fill(partial, 1);
            content.fill(partial, 3);
            content.fill(partial, 4);
        }
        byte[] outline = new byte[96];
        for (int i = 0; i < 3; i++) {
            byte[] piece = java.util.Arrays.copyOfRange(content.bytes(), i * 800, Math.min(1950, i * 800 + 800));
            System.arraycopy(Digest.sha256().digest(piece), 0, outline, i * 32, 32);
        }
        try (PartialBlob partial = store.partial(content.descriptor(), outline, 100, 8)) {
            assertThat(partial.isVerified(0)).isTrue();
            assertThat(partial.isVerified(1)).isFalse();
            assertThat(partial.isVerified(2)).isTrue();
        }
    }

    @Test
    void partial_openAlready_throws() throws IOException {
        try (PartialBlob partial = content.open(store)) {
            assertThat(partial.pieceCount()).isEqualTo(5);
            assertThatThrownBy(() -> content.open(store)).isInstanceOf(IllegalStateException.class);
        }
        content.open(store).close();
    }

    @Test
    void partial_beyondQuota_isNoSpace() throws IOException {
        store.close();
        store = BlobStore.open(root, 3000);
        content.store(store);
        assertThat(store.freeBytes()).isEqualTo(1050);
        assertThatThrownBy(() -> Content.random(2, 1051).open(store))
                .isInstanceOf(NoSpaceException.class)
                .hasMessageContaining("1050 are free");
        Content.random(2, 1050).store(store);
    }
}
