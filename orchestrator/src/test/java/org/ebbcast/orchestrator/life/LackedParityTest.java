package org.ebbcast.orchestrator.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ebbcast.orchestrator.plan.ChunkRanges;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;
import org.junit.jupiter.api.Test;

class LackedParityTest {
    /** Pieces of 100 chunks: blocks of 64 and 36 chunks; the last piece of a blob is shorter. */
    private final ShipmentLayout layout = layout(250, 130);

    private static ShipmentLayout layout(int... chunksOfBlobs) {
        List<BlobOutline> blobs = new ArrayList<>();
        for (int chunks : chunksOfBlobs) {
            byte[] hash = new byte[32];
            hash[0] = (byte) blobs.size();
            blobs.add(new BlobOutline(
                    new BlobDescriptor("layer", Digest.ofHash(DigestAlgorithm.SHA256, hash), 10L * chunks),
                    new byte[32 * ((chunks + 99) / 100)]));
        }
        return ShipmentLayout.of(new Shipment("d-1", 1, 10, 100, blobs, "token", null));
    }

    private static String text(List<ChunkRange> ranges) {
        return ranges.stream().map(r -> r.from() + "-" + r.to()).collect(Collectors.joining(" "));
    }

    @Test
    void differentChunksOfABlock_needAsManyShardsAsTheOneLacksWhoLacksMost() {
        List<ChunkRange> shards = LackedParity.shards(layout, List.of(
                List.of(new ChunkRange(1, 2), new ChunkRange(70, 72)),
                List.of(new ChunkRange(5, 6), new ChunkRange(9, 10)),
                List.of()));
        assertThat(text(shards)).isEqualTo("0-2 64-66");
        assertThat(LackedParity.most(shards)).isEqualTo(2);
        assertThat(text(LackedParity.wholeBlocks(layout, shards))).isEqualTo("0-100");
    }

    @Test
    void runOverBlocksPiecesAndBlobs_isCountedInEach() {
        List<ChunkRange> shards = LackedParity.shards(layout, List.of(List.of(new ChunkRange(60, 260))));
        assertThat(text(shards)).isEqualTo("0-4 64-100 100-164 164-200 200-250 250-260");
    }

    @Test
    void shards_standForEverybodysChunks_withAsFewAsPossible() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<List<ChunkRange>> lacked = IntStream.range(0, 1 + random.nextInt(5))
                    .mapToObj(i -> ChunkRanges.normalized(IntStream.range(0, random.nextInt(9))
                            .mapToLong(j -> random.nextInt((int) layout.chunkCount() - 3))
                            .mapToObj(from -> new ChunkRange(from, from + 1 + random.nextInt(3)))
                            .collect(Collectors.toList())))
                    .collect(Collectors.toList());
            int[] most = new int[(int) layout.chunkCount()];
            for (List<ChunkRange> one : lacked) {
                int[] mine = new int[most.length];
                one.forEach(r -> {
                    for (long chunk = r.from(); chunk < r.to(); chunk++) {
                        int block = (int) ParityBlocks.first(layout, chunk);
                        most[block] = Math.max(most[block], ++mine[block]);
                    }
                });
            }
            String expected = IntStream.range(0, most.length)
                    .filter(block -> most[block] > 0)
                    .mapToObj(block -> block + "-" + (block + most[block]))
                    .collect(Collectors.joining(" "));
            assertThat(text(LackedParity.shards(layout, lacked))).as("seed " + seed).isEqualTo(expected);
        }
    }
}
