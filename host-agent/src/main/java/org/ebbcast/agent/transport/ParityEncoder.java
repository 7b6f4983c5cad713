package org.ebbcast.agent.transport;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.ebbcast.protocol.ParityBlocks;

/** The parity of the block that is being sent, summed up chunk by chunk. Owned by the thread that sends. */
public final class ParityEncoder {
    private final long[] chunk;
    private final long[][] sums = new long[ParityBlocks.MAX_SHARDS][];
    private final int[] factors = new int[ParityBlocks.MAX_SHARDS];
    private int first;
    private int shards;

    /** Memory: 17 chunks at most, taken when they are needed. */
    public ParityEncoder(int chunkBytes) {
        chunk = new long[ParityCode.words(chunkBytes)];
    }

    /** A block with parity shards 1 to {@code shards} begins. */
    public void begin(int shards) {
        begin(1, shards);
    }

    /** A block begins of which {@code shards} parity shards from {@code first} on are wanted. */
    public void begin(int first, int shards) {
        ParityCode.checkedShards(first + shards - 1);
        this.first = first;
        this.shards = shards;
        for (int j = 0; j < shards; j++) {
            if (sums[j] == null) {
                sums[j] = new long[chunk.length];
            }
            Arrays.fill(sums[j], 0);
        }
    }

    /** Adds chunk {@code index} of the block: {@code length} bytes at {@code at}. */
    public void add(int index, ByteBuffer from, int at, int length) {
        ParityCode.load(from, at, length, chunk);
        for (int j = 0; j < shards; j++) {
            factors[j] = ParityCode.coefficient(first + j, index);
        }
        Gf256.multiplyAdd(sums, factors, shards, chunk, chunk.length);
    }

    /** Writes parity {@code shard}, one of those wanted, of all chunks added. */
    public void write(int shard, ByteBuffer to, int at, int length) {
        ParityCode.store(sums[shard - first], to, at, length);
    }
}
