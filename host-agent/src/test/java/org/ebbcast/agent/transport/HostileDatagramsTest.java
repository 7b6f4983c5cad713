package org.ebbcast.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.protocol.ParityBlocks;

/** Whatever bytes arrive on the data port, a receiver keeps only what is right, in bounded memory, and can complete. */
class HostileDatagramsTest {
    private final Content content = Content.of(5, 64, 16, 64 * 50 + 7, 640);

    @Property(tries = 200)
    void datagrams_ofAnyBytes_neitherThrowNorSpoil(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int count)
            throws IOException {
        Random random = new Random(seed);
        ReceiverFixture f = new ReceiverFixture(content, seed);
        for (int i = 0; i < count; i++) {
            give(f, datagram(random));
        }
        f.flush();
        f.store.assertRight();
        f.receiver.setNeighbours(List.of(ReceiverFixture.neighbour("h9", Neighbour.Tier.SOURCE)));
        f.receiver.endOfStream(true, f.nowNanos);
        for (int round = 0; round < 2_000 && !f.receiver.isOver(); round++) {
            ReceiverFixture.requests(f.pass(10)).forEach(f::answer);
        }
        assertThat(f.store.isComplete()).isTrue();
        f.store.assertRight();
    }

    /** As {@code DatagramDrain} hands them on. */
    private static void give(ReceiverFixture f, byte[] datagram) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(datagram);
        if (!ChunkHeader.isValid(buffer, 0, datagram.length)) {
            return;
        }
        long chunk = ChunkHeader.chunk(buffer, 0);
        int shard = ChunkHeader.shard(buffer, 0);
        int stream = ChunkHeader.streamId(buffer, 0);
        int sequence = ChunkHeader.sequence(buffer, 0);
        int length = datagram.length - ChunkHeader.BYTES;
        if (shard > 0) {
            f.receiver.acceptParity(stream, chunk, shard, sequence, buffer, ChunkHeader.BYTES, length, f.nowNanos);
        } else {
            f.receiver.accept(stream, chunk, sequence, buffer, ChunkHeader.BYTES, length, f.nowNanos);
            f.receiver.flush();
        }
    }

    /** From noise to a nearly right datagram. */
    private byte[] datagram(Random random) {
        byte[] bytes = new byte[ChunkHeader.BYTES + random.nextInt(70)];
        random.nextBytes(bytes);
        if (random.nextInt(8) > 0) {
            long chunks = content.layout().chunkCount();
            long chunk = random.nextInt(10) == 0 ? random.nextInt() & 0xffff_ffffL : random.nextLong(chunks);
            if (chunk < chunks && random.nextInt(4) > 0) {
                byte[] payload = content.chunk(chunk);
                bytes = Arrays.copyOf(bytes, ChunkHeader.BYTES + payload.length);
                System.arraycopy(payload, 0, bytes, ChunkHeader.BYTES, payload.length);
            }
            int shard = random.nextInt(3) == 0 ? random.nextInt(ParityBlocks.MAX_SHARDS + 3) : 0;
            ChunkHeader.write(ByteBuffer.wrap(bytes), 0, shard, 7, random.nextInt(300), chunk, random.nextInt(), 0);
        }
        if (bytes.length > 0 && random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }
}
