package org.ebbcast.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.seal.DatagramOpener;
import org.ebbcast.agent.seal.DatagramSealer;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Payloads reach their shipment whole, however the kernel puts datagrams together. */
class DatagramDrainTest {
    private static final int CHUNK_BYTES = 1_000;
    private static final int SHIPMENT = 7;

    private final ShipmentLayout layout = ShipmentLayout.of(CHUNK_BYTES, 64, new long[] {700_123, 40_001});
    private final byte[] content = new byte[(int) layout.totalBytes()];
    private final byte[] received = new byte[content.length];
    private final List<Integer> parities = new ArrayList<>();
    private final Queue<byte[]> arriving = new ArrayDeque<>();
    private final TransportCounters counters = new TransportCounters(new Metrics());
    private final DatagramDrain drain = new DatagramDrain(counters);
    private final Copying shipment = new Copying();
    private final byte[] key = new byte[Shipment.SEAL_KEY_BYTES];
    private final DatagramSealer sealer = new DatagramSealer(key, CHUNK_BYTES, new Random(9)::nextLong);
    private Optional<DatagramOpener> opener = Optional.empty();
    private long accepted;

    /** Keeps what it is given where it lies until it is told to flush, like a receiver. */
    private final class Copying implements Inbound {
        private final List<int[]> kept = new ArrayList<>();
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public int fullPayloadBytes() {
            return CHUNK_BYTES;
        }

        @Override
        public int payloadBytes(long chunk) {
            return chunk < layout.chunkCount() ? layout.chunkLength(chunk) : 0;
        }

        @Override
        public Optional<DatagramOpener> opener() {
            return opener;
        }

        @Override
        public boolean accept(int stream, long chunk, int sequence, ByteBuffer from, int at, int length, long now) {
            if (!layout.fits(chunk, length) || sequence % 5 == 4) {
                return false;
            }
            buffer = from;
            kept.add(new int[] {at, offset(chunk), length});
            accepted++;
            return true;
        }

        @Override
        public void acceptParity(
                int stream, long block, int shard, int sequence, ByteBuffer from, int at, int length, long now) {
            byte[] payload = new byte[length];
            from.get(at, payload);
            parities.add(Arrays.hashCode(payload));
        }

        @Override
        public void flush() {
            kept.forEach(run -> buffer.get(run[0], received, run[1], run[2]));
            kept.clear();
        }

        @Override
        public void tick(long nowNanos) {}
    }

    DatagramDrainTest() {
        new Random(3).nextBytes(content);
    }

    private int offset(long chunk) {
        int blob = layout.blobOfChunk(chunk);
        return (int) (layout.chunkOffset(chunk) + (blob == 0 ? 0 : layout.blobSizeBytes(0)));
    }

    private byte[] datagram(int shipmentNumber, int shard, long chunk, int sequence) {
        int length = layout.chunkLength(chunk);
        ByteBuffer datagram = ByteBuffer.allocate(ChunkHeader.BYTES + length);
        ChunkHeader.write(datagram, 0, shard, shipmentNumber, 1, chunk, sequence, 0);
        datagram.put(ChunkHeader.BYTES, content, offset(chunk), length);
        return datagram.array();
    }

    /** What arrives in place of a datagram: the same, or as its sender sealed it. */
    private byte[] onTheWire(byte[] datagram) {
        if (opener.isEmpty()) {
            return datagram;
        }
        ByteBuffer sealed = ByteBuffer.allocate(datagram.length + ChunkHeader.SEAL_BYTES);
        sealer.seal(ByteBuffer.wrap(datagram), 0, datagram.length - ChunkHeader.BYTES, sealed, 0);
        return sealed.array();
    }

    private boolean next(ByteBuffer to) {
        byte[] run = arriving.poll();
        if (run != null) {
            to.put(run);
        }
        return run != null;
    }

    private void drain() throws IOException {
        while (drain.drain(this::next, Map.of(SHIPMENT, shipment), 0) > 0) {
            continue;
        }
    }

    /** As UDP_GRO does: datagrams of one size, at most one shorter one as the last. */
    private void arrive(List<byte[]> datagrams, Random random) {
        for (int from = 0; from < datagrams.size(); ) {
            int size = datagrams.get(from).length;
            int most = 1 + random.nextInt(40);
            ByteBuffer run = ByteBuffer.allocate(size * most);
            boolean shorter = false;
            while (from < datagrams.size() && run.position() < size * most && !shorter
                    && datagrams.get(from).length <= size) {
                shorter = datagrams.get(from).length < size;
                run.put(datagrams.get(from));
                from++;
            }
            arriving.add(Arrays.copyOf(run.array(), run.position()));
        }
    }

    @RepeatedTest(20)
    void chunks_inRunsOfAnyLength_arriveWhole(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Long> order = new ArrayList<>();
        for (long chunk = 0; chunk < layout.chunkCount(); chunk++) {
            order.add(chunk);
        }
        if (repetition.getCurrentRepetition() % 2 == 0) {
            Collections.shuffle(order, random);
        }
        List<byte[]> datagrams = new ArrayList<>();
        List<Integer> parity = new ArrayList<>();
        for (long chunk : order) {
            if (layout.chunkLength(chunk) == CHUNK_BYTES) {
                datagrams.add(datagram(8, 0, chunk, 0));
            }
            datagrams.add(datagram(SHIPMENT, 0, chunk, 4));
            byte[] shard = datagram(SHIPMENT, 2, chunk, 0);
            parity.add(Arrays.hashCode(Arrays.copyOfRange(shard, ChunkHeader.BYTES, shard.length)));
            datagrams.add(shard);
            datagrams.add(datagram(SHIPMENT, 0, chunk, 0));
        }
        arrive(datagrams, random);

        drain();

        assertThat(Arrays.mismatch(received, content)).as("seed " + repetition.getCurrentRepetition()).isEqualTo(-1);
        assertThat(accepted).isEqualTo(layout.chunkCount());
        assertThat(parities.equals(parity)).isTrue();
        assertThat(counters.datagramsForeign()).isPositive();
    }

    @RepeatedTest(20)
    void sealedChunks_amongForgedOnes_arriveWhole(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        opener = Optional.of(new DatagramOpener(key, CHUNK_BYTES));
        List<byte[]> datagrams = new ArrayList<>();
        List<Integer> parity = new ArrayList<>();
        int forged = 0;
        for (long chunk = 0; chunk < layout.chunkCount(); chunk++) {
            byte[] shard = datagram(SHIPMENT, 2, chunk, 0);
            parity.add(Arrays.hashCode(Arrays.copyOfRange(shard, ChunkHeader.BYTES, shard.length)));
            datagrams.add(onTheWire(shard));
            if (random.nextBoolean()) {
                byte[] fake = onTheWire(datagram(SHIPMENT, 0, chunk, 0));
                fake[16 + random.nextInt(fake.length - 16)] ^= (byte) (1 + random.nextInt(255));
                datagrams.add(fake);
                forged++;
            }
            datagrams.add(onTheWire(datagram(SHIPMENT, 0, chunk, 0)));
        }
        arrive(datagrams, random);

        drain();

        assertThat(Arrays.mismatch(received, content)).as("seed " + repetition.getCurrentRepetition()).isEqualTo(-1);
        assertThat(accepted).isEqualTo(layout.chunkCount());
        assertThat(parities.equals(parity)).isTrue();
        assertThat(counters.datagramsForged()).isEqualTo(forged);
    }

    @Test
    void anyBytes_neverThrow_andNothingElseIsSpoiled() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 3_000; i++) {
            byte[] junk = new byte[random.nextInt(random.nextInt(10) == 0 ? 65_507 : 3_000)];
            random.nextBytes(junk);
            if (junk.length >= ChunkHeader.BYTES && random.nextBoolean()) {
                long chunk = random.nextBoolean() ? 1L << 31 : layout.chunkCount();
                ChunkHeader.write(ByteBuffer.wrap(junk), 0, 0, SHIPMENT, 1, chunk, 0, 0);
            }
            arriving.add(junk);
            arriving.add(datagram(SHIPMENT, 0, i % layout.chunkCount(), 0));
        }

        drain();

        assertThat(Arrays.mismatch(received, content)).isEqualTo(-1);
    }
}
