package org.ebbcast.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ebbcast.agent.transport.ParityEncoder;
import org.ebbcast.agent.transport.StreamSender;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.ShipmentLayout;
import org.junit.jupiter.api.Test;

/** What goes out on the wire, datagram by datagram: chunks from disk, and the parity of what was sent. */
class OutgoingStreamTest {
    private static final int CHUNK_BYTES = 1_400;

    private final byte[] content = new byte[CHUNK_BYTES * 200 - 333];
    private final ShipmentLayout layout = ShipmentLayout.of(CHUNK_BYTES, 128, new long[] {content.length});
    private final ChunkSource source = new ChunkSource() {
        @Override
        public void read(int blob, long offset, ByteBuffer to) {
            to.put(content, (int) offset, to.remaining());
        }

        @Override
        public void close() {}
    };

    OutgoingStreamTest() {
        new Random(1).nextBytes(content);
    }

    private byte[] chunk(long chunk) {
        int at = (int) layout.chunkOffset(chunk);
        return Arrays.copyOfRange(content, at, at + layout.chunkLength(chunk));
    }

    private byte[] parity(long first, int shards, int shard) {
        ParityEncoder encoder = new ParityEncoder(CHUNK_BYTES);
        encoder.begin(shards);
        for (int i = 0; i < ParityBlocks.chunks(layout, first); i++) {
            byte[] chunk = chunk(first + i);
            encoder.add(i, ByteBuffer.wrap(chunk), 0, chunk.length);
        }
        ByteBuffer parity = ByteBuffer.allocate(layout.chunkLength(first));
        encoder.write(shard, parity, 0, parity.capacity());
        return parity.array();
    }

    @Test
    void datagrams_ofAStreamWithParity_carryChunksAndTheirParity() throws IOException {
        ChunkRange all = new ChunkRange(0, layout.chunkCount());
        StreamSender sender = new StreamSender(7, 3, layout, List.of(all), 1_000_000, 0, 0);
        sender.setParity(3);
        StreamOrder order = new StreamOrder(
                "d-1", 7, 3, layout, source, new InetSocketAddress("239.192.0.1", 9), 1_000_000, List.of(all), 3);
        OutgoingStream stream = new OutgoingStream(order, sender);
        int parities = 0;
        for (int sequence = 0; !sender.isFinished(); sequence++) {
            long chunk = sender.chunk();
            int shard = sender.shard();
            // Twice, as when the kernel did not take it the first time.
            stream.next(5);
            ByteBuffer datagram = stream.next(5);
            int at = datagram.position();
            byte[] payload = new byte[datagram.remaining() - ChunkHeader.BYTES];
            datagram.get(at + ChunkHeader.BYTES, payload);
            assertThat(ChunkHeader.isValid(datagram, at, datagram.remaining())).isTrue();
            assertThat(ChunkHeader.sequence(datagram, at)).isEqualTo(sequence);
            assertThat(ChunkHeader.chunk(datagram, at)).isEqualTo(chunk);
            assertThat(ChunkHeader.shard(datagram, at)).isEqualTo(shard);
            assertThat(payload).isEqualTo(shard == 0 ? chunk(chunk) : parity(chunk, 3, shard));
            parities += shard > 0 ? 1 : 0;
            stream.noteSent();
            sender.sent(sender.dueNanos());
        }
        // Blocks of 64, 64, 64 and 8 chunks.
        assertThat(parities).isEqualTo(12);
    }
}
