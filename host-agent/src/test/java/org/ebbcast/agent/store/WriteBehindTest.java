package org.ebbcast.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a blob on its way asks for its bytes to be written out and let go. */
class WriteBehindTest {
    private static final int MIB = 1 << 20;
    private static final int CHUNK_BYTES = 1024;
    private static final int CHUNKS_PER_PIECE = 256;
    private static final int PIECE_BYTES = CHUNK_BYTES * CHUNKS_PER_PIECE;
    private static final int BYTES = 26 * MIB;
    private static final byte[] CONTENT = new byte[BYTES];

    static {
        new Random(3).nextBytes(CONTENT);
    }

    @TempDir
    private Path root;

    private final List<String> advice = new ArrayList<>();

    /** Its partial blobs say what they advise. */
    private final class AdvisedDisk extends UnreliableDisk {
        AdvisedDisk() {
            super(new Random(1), Long.MAX_VALUE);
        }

        @Override
        public OpenFile create(Path file) throws IOException {
            OpenFile open = super.create(file);
            return new OpenFile() {
                @Override
                public int read(ByteBuffer into, long position) throws IOException {
                    return open.read(into, position);
                }

                @Override
                public void write(ByteBuffer from, long position) throws IOException {
                    open.write(from, position);
                }

                @Override
                public long size() throws IOException {
                    return open.size();
                }

                @Override
                public void truncate(long sizeBytes) throws IOException {
                    open.truncate(sizeBytes);
                }

                @Override
                public void force() throws IOException {
                    open.force();
                }

                @Override
                public void writeOut(long from, long to) {
                    advice.add("out " + from / MIB + "-" + to / MIB);
                }

                @Override
                public void letGo(long from, long to) {
                    advice.add("go " + from / MIB + "-" + to / MIB);
                }

                @Override
                public void close() throws IOException {
                    open.close();
                }
            };
        }
    }

    private BlobStore open() throws IOException {
        return BlobStore.open(root, 0, new AdvisedDisk(), InstantSource.system());
    }

    private static PartialBlob begin(BlobStore store) throws IOException {
        ByteBuffer hashes = ByteBuffer.allocate(32 * (BYTES / PIECE_BYTES));
        for (int at = 0; at < BYTES; at += PIECE_BYTES) {
            hashes.put(Digest.sha256().digest(Arrays.copyOfRange(CONTENT, at, at + PIECE_BYTES)));
        }
        BlobDescriptor blob = new BlobDescriptor("application/octet-stream", Digest.ofContent(CONTENT), BYTES);
        return store.partial(blob, hashes.array(), CHUNK_BYTES, CHUNKS_PER_PIECE);
    }

    private static void fill(PartialBlob partial, int piece) throws IOException {
        long at = (long) piece * PIECE_BYTES;
        partial.write(at, ByteBuffer.wrap(CONTENT, (int) at, PIECE_BYTES));
        assertThat(partial.verify(piece)).isTrue();
    }

    @Test
    void write_inOrder_isWrittenOutBehind_andLetGo16MibLater() throws IOException {
        try (BlobStore store = open(); PartialBlob partial = begin(store)) {
            for (int piece = 0; piece < partial.pieceCount(); piece++) {
                fill(partial, piece);
            }
        }
        assertThat(advice)
                .containsExactly(
                        "out 0-4", "out 4-8", "out 8-12", "out 12-16", "out 16-20", "go 0-4", "out 20-24", "go 4-8");
    }

    @Test
    void write_firstPieceLacks_nothingIsLetGo() throws IOException {
        try (BlobStore store = open(); PartialBlob partial = begin(store)) {
            for (int piece = 1; piece < partial.pieceCount(); piece++) {
                fill(partial, piece);
            }
            assertThat(advice).hasSize(6).allMatch(said -> said.startsWith("out "));
            fill(partial, 0);
            partial.commit();
        }
    }

    @Test
    void advice_toTheKernel_leavesContentAsItIs() throws IOException {
        Path file = root.resolve("file");
        try (Disk.OpenFile open = new LocalDisk().create(file)) {
            open.write(ByteBuffer.wrap(CONTENT), 0);
            open.writeOut(0, BYTES);
            open.letGo(0, BYTES);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(CONTENT);
    }
}
