package org.ebbcast.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.ShipmentLayout;
import org.junit.jupiter.api.Test;

/** Encoder, decoder and receiver together: any m parity shards stand for any m chunks of a block. */
class ParityTest {
    private static byte[] parity(Content content, long first, int shards, int shard) {
        ParityEncoder encoder = new ParityEncoder(content.layout().chunkBytes());
        encoder.begin(shards);
        for (int i = 0; i < ParityBlocks.chunks(content.layout(), first); i++) {
            byte[] chunk = content.chunk(first + i);
            encoder.add(i, ByteBuffer.wrap(chunk), 0, chunk.length);
        }
        byte[] parity = new byte[content.layout().chunkLength(first)];
        encoder.write(shard, ByteBuffer.wrap(parity), 0, parity.length);
        return parity;
    }

    private static void give(ReceiverFixture f, long first, int shard, byte[] parity) throws IOException {
        f.receiver.acceptParity(1, first, shard, 0, ByteBuffer.wrap(parity), 0, parity.length, f.nowNanos);
    }

    @Test
    void shardsFromALaterOne_areThoseOfAllFromTheFirst() {
        Content content = Content.of(1, 100, 64, 6_400);
        ParityEncoder encoder = new ParityEncoder(100);
        encoder.begin(5, 12);
        for (int i = 0; i < 64; i++) {
            encoder.add(i, ByteBuffer.wrap(content.chunk(i)), 0, 100);
        }
        for (int shard = 5; shard <= 16; shard++) {
            byte[] written = new byte[100];
            encoder.write(shard, ByteBuffer.wrap(written), 0, 100);
            assertThat(written).isEqualTo(parity(content, 0, 16, shard));
        }
    }

    @Property(tries = 300)
    void block_withAsManyShardsAsLostChunks_isRestored(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 64 * 37) int bytes,
            @ForAll @IntRange(min = 1, max = 16) int shards)
            throws IOException {
        Random random = new Random(seed);
        Content content = Content.of(seed, 37, 64, bytes);
        int chunks = (int) content.layout().chunkCount();
        ReceiverFixture f = new ReceiverFixture(content, seed);
        int lost = 1 + random.nextInt(Math.min(shards, chunks));
        List<Runnable> arrivals = new ArrayList<>();
        List<Long> order = new ArrayList<>();
        for (long chunk = 0; chunk < chunks; chunk++) {
            order.add(chunk);
        }
        Collections.shuffle(order, random);
        order.subList(lost, chunks).forEach(chunk -> arrivals.add(() -> f.chunk(chunk)));
        List<Integer> which = new ArrayList<>();
        for (int shard = 1; shard <= shards; shard++) {
            which.add(shard);
        }
        Collections.shuffle(which, random);
        which.subList(0, lost).forEach(shard -> arrivals.add(() -> {
            try {
                give(f, 0, shard, parity(content, 0, shards, shard));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }));
        Collections.shuffle(arrivals, random);
        arrivals.forEach(Runnable::run);
        f.flush();
        f.store.assertRight();
        assertThat(f.store.isComplete()).isTrue();
        assertThat(f.receiver.counters().restored()).isEqualTo(lost);
        assertThat(f.receiver.counters().multicastBytes()).isEqualTo(bytes);
    }

    @Test
    void block_withFewerShardsThanLostChunks_waitsForMore() throws IOException {
        Content content = Content.of(1, 100, 64, 6_400);
        ReceiverFixture f = new ReceiverFixture(content, 1);
        for (long chunk = 3; chunk < 64; chunk++) {
            f.chunk(chunk);
        }
        give(f, 0, 1, parity(content, 0, 4, 1));
        give(f, 0, 1, parity(content, 0, 4, 1));
        give(f, 0, 3, parity(content, 0, 4, 3));
        f.flush();
        assertThat(f.store.isComplete()).isFalse();
        f.chunk(1);
        assertThat(f.store.isComplete()).isTrue();
        f.store.assertRight();
    }

    @Test
    void block_thatParityAlmostRestores_asksForWhatParityDoesNotStandFor() throws IOException {
        Content content = Content.of(1, 100, 64, 6_400);
        ReceiverFixture f = new ReceiverFixture(content, 1);
        f.receiver.setNeighbours(List.of(ReceiverFixture.neighbour("h3", Neighbour.Tier.RACK)));
        for (long chunk = 0; chunk < 64; chunk++) {
            if (chunk != 3 && chunk != 20 && chunk != 40 && chunk != 44) {
                f.chunk(chunk);
            }
        }
        give(f, 0, 1, parity(content, 0, 4, 1));
        give(f, 0, 3, parity(content, 0, 4, 3));
        assertThat(f.receiver.progress().missing())
                .extracting(r -> r.from() + "-" + r.to())
                .containsExactly("3-4", "20-21");
        f.receiver.endOfStream(false, f.nowNanos);
        RepairRequest request = ReceiverFixture.requests(f.pass(0)).get(0);
        assertThat(request.offset()).isEqualTo(4_000);
        assertThat(request.length()).isEqualTo(500);
        f.answer(request);
        assertThat(f.store.isComplete()).isTrue();
        f.store.assertRight();
        assertThat(f.receiver.counters().restored()).isEqualTo(2);
    }

    @Test
    void parity_thatIsForged_costsAPieceAndNoMore() throws IOException {
        Content content = Content.of(1, 100, 64, 6_400);
        ReceiverFixture f = new ReceiverFixture(content, 1);
        for (long chunk = 1; chunk < 64; chunk++) {
            f.chunk(chunk);
        }
        give(f, 0, 2, new byte[100]);
        f.flush();
        assertThat(f.store.isComplete()).isFalse();
        assertThat(f.receiver.counters().wrongPieces()).isEqualTo(1);
        f.store.assertRight();
    }

    @Test
    void parity_thatFitsNoBlock_isCounted() throws IOException {
        Content content = Content.of(1, 100, 64, 6_450, 330);
        ReceiverFixture f = new ReceiverFixture(content, 1);
        give(f, 1, 1, new byte[100]);
        give(f, 64, 1, new byte[100]);
        give(f, 0xffff_ffffL, 1, new byte[100]);
        give(f, 0, 1, new byte[99]);
        assertThat(f.receiver.counters().malformed()).isEqualTo(4);
        give(f, 64, 1, new byte[50]);
        give(f, 65, 1, new byte[100]);
        assertThat(f.receiver.counters().malformed()).isEqualTo(4);
    }

    @Test
    void decoder_withParityOfManyBlocks_keepsABoundedAmount() throws IOException {
        ShipmentLayout layout = ShipmentLayout.of(65_000, 64, new long[] {65_000L * 64 * 200});
        ParityDecoder decoder = new ParityDecoder(layout, new MemoryPieces(layout, List.of()));
        for (int block = 0; block < 200; block++) {
            decoder.hold(64L * block, 1, ByteBuffer.allocate(65_000), 0, 65_000);
        }
        assertThat(decoder.shards(0)).isZero();
        assertThat(decoder.shards(64L * 199)).isEqualTo(1);
        int kept = 0;
        for (int block = 0; block < 200; block++) {
            kept += decoder.shards(64L * block);
        }
        assertThat(kept).isEqualTo((2 << 20) / 65_000);
    }
}
