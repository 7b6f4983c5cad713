package org.ebbcast.agent.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.ShipmentLayout;

/**
 * Parity that came before its block could be completed, and what comes of it. At most {@value #MAX_BYTES} bytes are kept;
 * the block that has waited longest makes room. Owned by its receiver.
 */
final class ParityDecoder {
    private static final int MAX_BYTES = 2 << 20;

    private final ShipmentLayout layout;
    private final PieceStore store;
    private final int words;
    private final Map<Long, TreeMap<Integer, long[]>> blocks = new LinkedHashMap<>();
    private int held;

    ParityDecoder(ShipmentLayout layout, PieceStore store) {
        this.layout = layout;
        this.store = store;
        words = ParityCode.words(layout.chunkBytes());
    }

    /** Takes a shard of the block that begins at {@code first}. */
    void hold(long first, int shard, ByteBuffer from, int at, int length) {
        TreeMap<Integer, long[]> shards = blocks.computeIfAbsent(first, b -> new TreeMap<>());
        if (!shards.containsKey(shard)) {
            long[] copy = new long[words];
            ParityCode.load(from, at, length, copy);
            shards.put(shard, copy);
            held++;
            makeRoom(first);
        }
    }

    private void makeRoom(long except) {
        for (Iterator<Map.Entry<Long, TreeMap<Integer, long[]>>> all = blocks.entrySet().iterator();
                (long) held * words * 8 > MAX_BYTES && all.hasNext(); ) {
            Map.Entry<Long, TreeMap<Integer, long[]>> oldest = all.next();
            if (oldest.getKey() != except) {
                held -= oldest.getValue().size();
                all.remove();
            }
        }
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Shards held of a block. */
    int shards(long first) {
        TreeMap<Integer, long[]> shards = blocks.get(first);
        return shards == null ? 0 : shards.size();
    }

    /** Lets go of a block's shards. */
    void drop(long first) {
        TreeMap<Integer, long[]> gone = blocks.remove(first);
        held -= gone == null ? 0 : gone.size();
    }

    /**
     * Computes the chunks of a block that lack and writes them to the store, which has the others. Needs as many shards as
     * chunks lack; lets go of them.
     */
    void restore(long first, ChunkMap chunks) throws IOException {
        int count = ParityBlocks.chunks(layout, first);
        int[] lost = new int[shards(first)];
        int m = 0;
        for (int i = 0; i < count; i++) {
            if (!chunks.contains(first + i)) {
                lost[m++] = i;
            }
        }
        lost = Arrays.copyOf(lost, m);
        int[] rows = new int[m];
        long[][] syndromes = new long[m][];
        int row = 0;
        for (Map.Entry<Integer, long[]> shard : blocks.get(first).headMap(Integer.MAX_VALUE).entrySet()) {
            if (row < m) {
                rows[row] = shard.getKey();
                syndromes[row++] = shard.getValue();
            }
        }
        subtractPresent(first, count, chunks, rows, syndromes);
        write(first, lost, ParityCode.inverse(rows, lost), syndromes);
        drop(first);
    }

    private void subtractPresent(long first, int count, ChunkMap chunks, int[] rows, long[][] syndromes)
            throws IOException {
        int blob = layout.blobOfChunk(first);
        int length = (int) (layout.chunkOffset(first + count - 1) + layout.chunkLength(first + count - 1)
                - layout.chunkOffset(first));
        ByteBuffer block = ByteBuffer.allocate(length);
        store.read(blob, layout.chunkOffset(first), block);
        long[] chunk = new long[words];
        int[] factors = new int[rows.length];
        for (int i = 0; i < count; i++) {
            if (chunks.contains(first + i)) {
                ParityCode.load(block, i * layout.chunkBytes(), layout.chunkLength(first + i), chunk);
                for (int r = 0; r < rows.length; r++) {
                    factors[r] = ParityCode.coefficient(rows[r], i);
                }
                Gf256.multiplyAdd(syndromes, factors, rows.length, chunk, words);
            }
        }
    }

    private void write(long first, int[] lost, int[][] inverse, long[][] syndromes) throws IOException {
        long[][] restored = new long[lost.length][words];
        int[] factors = new int[lost.length];
        for (int r = 0; r < lost.length; r++) {
            for (int l = 0; l < lost.length; l++) {
                factors[l] = inverse[l][r];
            }
            Gf256.multiplyAdd(restored, factors, lost.length, syndromes[r], words);
        }
        ByteBuffer out = ByteBuffer.allocate(layout.chunkBytes());
        for (int l = 0; l < lost.length; l++) {
            long chunk = first + lost[l];
            ParityCode.store(restored[l], out, 0, layout.chunkLength(chunk));
            out.clear().limit(layout.chunkLength(chunk));
            store.write(layout.blobOfChunk(chunk), layout.chunkOffset(chunk), out);
            out.clear();
        }
    }
}
