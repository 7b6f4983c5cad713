package org.ebbcast.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ebbcast.agent.seal.DatagramOpener;
import org.ebbcast.agent.seal.DatagramSealer;
import org.ebbcast.agent.transport.ParityEncoder;
import org.ebbcast.agent.transport.StreamSender;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out on the wire, datagram by datagram: chunks from disk, and the parity of what was sent. */
class OutgoingStreamTest {
    private static final int CHUNK_BYTES = 1_400;

    private final byte[] content = new byte[CHUNK_BYTES * 200 - 333];
    private final ShipmentLayout layout = ShipmentLayout.of(CHUNK_BYTES, 128, new long[] {content.length});
    private final ChunkSource source = new ChunkSource() {
        @Override
        public void read(int blob, long offset, ByteBuffer[] to, int count) {
            int at = (int) offset;
            for (int i = 0; i < count; i++) {
                int length = to[i].remaining();
                to[i].put(content, at, length);
                at += length;
            }
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

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64})
    void datagrams_ofASealedStream_openToTheSame(int most) throws IOException {
        byte[] key = new byte[Shipment.SEAL_KEY_BYTES];
        BlobDescriptor blob = new BlobDescriptor("a/b", Digest.ofContent(content), content.length);
        Shipment shipment = new Shipment("d-1", 7, CHUNK_BYTES, 128,
                List.of(new BlobOutline(blob, new byte[32 * layout.pieceCount()])), "", key);
        ShipmentLayout sealed = ShipmentLayout.of(shipment);
        ChunkRange all = new ChunkRange(0, layout.chunkCount());
        StreamSender sender = new StreamSender(7, 3, sealed, List.of(all), 1_000_000_000, 5_000_000, 0);
        sender.setParity(3);
        OutgoingStream stream = new OutgoingStream(
                new StreamOrder("d-1", 7, 3, sealed, source, new InetSocketAddress("239.192.0.1", 9), 1_000_000_000,
                        List.of(all), 3, 0, Optional.of(new DatagramSealer(key, CHUNK_BYTES, new Random(5)::nextLong))),
                sender);
        DatagramOpener opener = new DatagramOpener(key, CHUNK_BYTES);
        int full = ChunkHeader.BYTES + CHUNK_BYTES + ChunkHeader.SEAL_BYTES;
        assertThat(stream.datagramBytes()).isEqualTo(full);
        int sequence = 0;
        while (!sender.isFinished()) {
            long now = sender.wakeNanos(most) + 3_000_000;
            long chunk = sender.chunk();
            int shard = sender.shard();
            ByteBuffer first = stream.next(now, most).duplicate();
            byte[] before = new byte[first.remaining()];
            first.get(before);
            ByteBuffer run = stream.next(now + 1_000_000, most);
            assertThat(run.duplicate()).isEqualTo(ByteBuffer.wrap(before));
            int count = (run.remaining() + full - 1) / full;
            for (int i = 0; i < count; i++) {
                int at = i * full;
                int length = Math.min(full, run.limit() - at);
                assertThat(opener.open(run, at, length, at + ChunkHeader.BYTES)).isTrue();
                check(run, at, length - ChunkHeader.SEAL_BYTES, sequence + i, chunk + i, shard);
            }
            int taken = sequence % 2 == 0 ? count : 1;
            stream.noteSent(taken);
            sender.sent(taken, now);
            sequence += taken;
        }
        assertThat(sequence).isEqualTo(212);
        assertThat(sender.progress().wireBytes()).isEqualTo(
                content.length + 12L * CHUNK_BYTES + 212L * (full - CHUNK_BYTES + ChunkHeader.WIRE_OVERHEAD_BYTES));
    }

    private void check(ByteBuffer datagram, int at, int length, int sequence, long chunk, int shard) {
        byte[] payload = new byte[length - ChunkHeader.BYTES];
        datagram.get(at + ChunkHeader.BYTES, payload);
        assertThat(ChunkHeader.isValid(datagram, at, length)).isTrue();
        assertThat(ChunkHeader.sequence(datagram, at)).isEqualTo(sequence);
        assertThat(ChunkHeader.chunk(datagram, at)).isEqualTo(chunk);
        assertThat(ChunkHeader.shard(datagram, at)).isEqualTo(shard);
        assertThat(payload).isEqualTo(shard == 0 ? chunk(chunk) : parity(chunk, ParityBlocks.MAX_SHARDS, shard));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 44, 64})
    void datagrams_ofAStreamWithParity_carryChunksAndTheirParity(int most) throws IOException {
        ChunkRange all = new ChunkRange(0, layout.chunkCount());
        StreamSender sender = new StreamSender(7, 3, layout, List.of(all), 1_000_000_000, 5_000_000, 0);
        sender.setParity(3);
        StreamOrder order = new StreamOrder(
                "d-1", 7, 3, layout, source, new InetSocketAddress("239.192.0.1", 9), 1_000_000_000, List.of(all), 3, 0, Optional.empty());
        OutgoingStream stream = new OutgoingStream(order, sender);
        int full = ChunkHeader.BYTES + CHUNK_BYTES;
        int parities = 0;
        int longest = 0;
        int sequence = 0;
        while (!sender.isFinished()) {
            long now = sender.wakeNanos(most) + 3_000_000;
            long chunk = sender.chunk();
            int shard = sender.shard();
            // Twice, as when the kernel did not take it the first time.
            stream.next(now, most);
            ByteBuffer run = stream.next(now, most);
            int from = run.position();
            int count = (run.remaining() + full - 1) / full;
            assertThat(count).isBetween(1, most);
            for (int i = 0; i < count; i++) {
                int at = from + i * full;
                check(run, at, Math.min(full, run.limit() - at), sequence + i, chunk + i, shard);
            }
            // Every other time the kernel takes the first alone.
            int taken = sequence % 2 == 0 ? count : 1;
            stream.noteSent(taken);
            sender.sent(taken, now);
            sequence += taken;
            parities += shard > 0 ? 1 : 0;
            longest = Math.max(longest, count);
        }
        // Blocks of 64, 64, 64 and 8 chunks.
        assertThat(parities).isEqualTo(12);
        assertThat(sequence).isEqualTo(212);
        assertThat(longest).isEqualTo(most);
    }

    @Test
    void datagrams_ofParityAlone_carryShardsOfBlocksThatAreReadForThem() throws IOException {
        List<ChunkRange> shards = List.of(new ChunkRange(0, 2), new ChunkRange(192, 195));
        StreamSender sender = new StreamSender(7, 3, layout, List.of(), 1_000_000_000, 5_000_000, 0);
        sender.replaceByParity(shards, 5);
        StreamOrder order = new StreamOrder(
                "d-1", 7, 3, layout, source, new InetSocketAddress("239.192.0.1", 9), 1_000_000_000, shards, 0, 5, Optional.empty());
        OutgoingStream stream = new OutgoingStream(order, sender);
        List<String> sent = new ArrayList<>();
        while (!sender.isFinished()) {
            long now = sender.dueNanos();
            stream.next(now, 64);
            ByteBuffer datagram = stream.next(now, 64);
            check(datagram, 0, datagram.remaining(), sent.size(), sender.chunk(), sender.shard());
            sent.add(sender.chunk() + "/" + sender.shard());
            stream.noteSent(1);
            sender.sent(1, now);
        }
        assertThat(sent).containsExactly("0/5", "0/6", "192/5", "192/6", "192/7");
    }
}
