package org.ebbcast.agent.transport;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.ebbcast.protocol.ShipmentLayout;

/**
 * What parity costs: CPU seconds per GB of content to sum up r shards a block, and to restore blocks that lost r chunks.
 * {@code java -cp host-agent/target/test-classes:host-agent/target/classes:agent-protocol/target/classes:…
 * org.ebbcast.agent.transport.ParityThroughput}.
 */
final class ParityThroughput {
    private static final int CHUNK_BYTES = 1448;
    private static final int BLOCKS = 20_000;

    private ParityThroughput() {}

    public static void main(String[] args) throws Exception {
        for (int round = 0; round < 3; round++) {
            for (int shards : new int[] {1, 2, 4, 8, 16}) {
                System.out.printf("%2d shards: encode %.2f, restore %.2f CPU-s per GB of content%n",
                        shards, encode(shards), restore(shards));
            }
        }
    }

    private static double cpuSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }

    private static double encode(int shards) {
        ParityEncoder encoder = new ParityEncoder(CHUNK_BYTES);
        ByteBuffer block = ByteBuffer.allocateDirect(64 * CHUNK_BYTES);
        ByteBuffer out = ByteBuffer.allocateDirect(CHUNK_BYTES);
        double began = cpuSeconds();
        for (int b = 0; b < BLOCKS; b++) {
            encoder.begin(shards);
            for (int i = 0; i < 64; i++) {
                encoder.add(i, block, i * CHUNK_BYTES, CHUNK_BYTES);
            }
            for (int shard = 1; shard <= shards; shard++) {
                encoder.write(shard, out, 0, CHUNK_BYTES);
            }
        }
        return (cpuSeconds() - began) / (BLOCKS * 64L * CHUNK_BYTES / 1e9);
    }

    private static double restore(int lost) throws Exception {
        ShipmentLayout layout = ShipmentLayout.of(CHUNK_BYTES, 64, new long[] {64 * CHUNK_BYTES});
        MemoryPieces store = new MemoryPieces(layout, List.of(new byte[64 * CHUNK_BYTES]));
        ByteBuffer shard = ByteBuffer.allocate(CHUNK_BYTES);
        ChunkMap chunks = new ChunkMap(layout);
        for (int i = lost; i < 64; i++) {
            chunks.add(i, 0);
        }
        ParityDecoder decoder = new ParityDecoder(layout, store);
        int blocks = BLOCKS / 4;
        double began = cpuSeconds();
        for (int b = 0; b < blocks; b++) {
            for (int s = 1; s <= lost; s++) {
                decoder.hold(0, s, shard, 0, CHUNK_BYTES);
            }
            decoder.restore(0, chunks);
        }
        return (cpuSeconds() - began) / (blocks * 64L * CHUNK_BYTES / 1e9);
    }
}
