package org.ebbcast.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShipmentLayoutTest {
    @Property(tries = 300)
    void chunksAndPieces_inOrder_tileEveryBlob(
            @ForAll @IntRange(min = 1, max = 50) int chunkBytes,
            @ForAll @IntRange(min = 1, max = 9) int chunksPerPiece,
            @ForAll @Size(min = 1, max = 5) List<@LongRange(min = 1, max = 2000) Long> sizes) {
        ShipmentLayout layout = ShipmentLayout.of(
                chunkBytes, chunksPerPiece, sizes.stream().mapToLong(s -> s).toArray());
        long chunk = 0;
        int piece = 0;
        for (int blob = 0; blob < sizes.size(); blob++) {
            assertThat(layout.firstChunkOfBlob(blob)).isEqualTo(chunk);
            assertThat(layout.firstPieceOfBlob(blob)).isEqualTo(piece);
            for (long at = 0; at < sizes.get(blob); at += layout.pieceLength(piece++)) {
                assertThat(layout.blobOfPiece(piece)).isEqualTo(blob);
                assertThat(layout.pieceOffset(piece)).isEqualTo(at);
                assertThat(layout.pieceFirstChunk(piece)).isEqualTo(chunk);
                long inPiece = 0;
                for (int c = 0; c < layout.pieceChunks(piece); c++, chunk++) {
                    assertThat(layout.blobOfChunk(chunk)).isEqualTo(blob);
                    assertThat(layout.pieceOfChunk(chunk)).isEqualTo(piece);
                    assertThat(layout.chunkOffset(chunk)).isEqualTo(at + inPiece);
                    assertThat(layout.fits(chunk, layout.chunkLength(chunk))).isTrue();
                    inPiece += layout.chunkLength(chunk);
                }
                assertThat(inPiece).isEqualTo(layout.pieceLength(piece));
            }
        }
        assertThat(chunk).isEqualTo(layout.chunkCount());
        assertThat(piece).isEqualTo(layout.pieceCount());
    }

    @Property(tries = 500)
    void anySizes_laidOut_giveALayoutWithinLimitsOrAreRefused(
            @ForAll int chunkBytes, @ForAll int chunksPerPiece, @ForAll @Size(max = 5) long[] sizes) {
        try {
            ShipmentLayout layout = ShipmentLayout.of(chunkBytes, chunksPerPiece, sizes);
            assertThat(layout.pieceCount()).isBetween(0, Limits.MAX_PIECES);
            assertThat(layout.chunkCount()).isBetween(0L, Limits.MAX_CHUNKS);
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessageContaining("must be in");
        }
    }

    @Property(tries = 300)
    void chunksPerPieceFor_anyContent_keepsWithinLimits(
            @ForAll @IntRange(min = 1, max = Limits.MAX_CHUNK_BYTES) int chunkBytes,
            @ForAll @Size(min = 1, max = 4) List<@LongRange(min = 1, max = 1L << 44) Long> content) {
        long[] sizes = content.stream().mapToLong(s -> s).toArray();
        try {
            int chunksPerPiece = ShipmentLayout.chunksPerPieceFor(chunkBytes, sizes);
            assertThat(chunksPerPiece).isGreaterThanOrEqualTo(64);
            assertThat(ShipmentLayout.of(chunkBytes, chunksPerPiece, sizes).pieceCount())
                    .isLessThanOrEqualTo(Limits.MAX_PIECES);
        } catch (IllegalArgumentException tooLarge) {
            long bytes = content.stream().mapToLong(s -> s).sum();
            long surelyFits = Math.min((Limits.MAX_CHUNKS - 4) * chunkBytes, (Limits.MAX_PIECES - 4L) << 29);
            assertThat(bytes).isGreaterThan(surelyFits);
        }
    }

    @Test
    void chunksPerPieceFor_smallImage_is64() {
        assertThat(ShipmentLayout.chunksPerPieceFor(1448, new long[] {20_000_000})).isEqualTo(64);
    }

    @Test
    void chunk_outside_isRefusedByName() {
        ShipmentLayout layout = ShipmentLayout.of(100, 4, new long[] {250});
        assertThat(layout.fits(3, 100)).isFalse();
        assertThat(layout.fits(2, 100)).isFalse();
        assertThat(layout.fits(2, 50)).isTrue();
        assertThat(layout.fits(0xffff_ffffL, 100)).isFalse();
        assertThatThrownBy(() -> layout.blobOfChunk(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> layout.blobOfPiece(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void pieceHashes_notMatchingTheSize_areRefused() {
        assertThat(ShipmentLayout.of(SampleMessages.shipment(100, 4, 1000, 5)).pieceCount()).isEqualTo(4);
        Shipment three = SampleMessages.shipment(100, 4, 1000);
        Shipment shrunk = new Shipment("d-1", 1, 100, 8, three.blobs(), "", null);
        assertThatIllegalArgumentException().isThrownBy(() -> ShipmentLayout.of(shrunk));
    }

    @Test
    void chunkBytesFor_mtu_fillsTheLargestPacket() {
        assertThat(ChunkHeader.chunkBytesFor(1500, false)).isEqualTo(1448);
        assertThat(ChunkHeader.chunkBytesFor(1500, true)).isEqualTo(1420);
        assertThat(ChunkHeader.chunkBytesFor(65_536, false)).isEqualTo(Limits.MAX_CHUNK_BYTES);
        assertThatIllegalArgumentException().isThrownBy(() -> ChunkHeader.chunkBytesFor(52, false));
    }
}
