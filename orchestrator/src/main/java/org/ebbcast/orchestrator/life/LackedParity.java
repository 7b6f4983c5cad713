package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ebbcast.orchestrator.plan.ChunkRanges;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.ShipmentLayout;

/** How much parity stands for what several receivers lack. Stateless. */
final class LackedParity {
    private LackedParity() {}

    /**
     * Of each block in which anybody lacks something as many shards as the one lacks who lacks most of it: a range from the
     * block's first chunk on, one chunk a shard. O(n log n) in the number of blocks that the ranges touch.
     */
    static List<ChunkRange> shards(ShipmentLayout layout, Collection<List<ChunkRange>> lackedByEach) {
        TreeMap<Long, Long> most = new TreeMap<>();
        for (List<ChunkRange> lacked : lackedByEach) {
            byBlock(layout, lacked).forEach((block, count) -> most.merge(block, count, Math::max));
        }
        List<ChunkRange> shards = new ArrayList<>();
        most.forEach((block, count) -> shards.add(new ChunkRange(block, block + count)));
        return shards;
    }

    private static Map<Long, Long> byBlock(ShipmentLayout layout, List<ChunkRange> lacked) {
        Map<Long, Long> counts = new TreeMap<>();
        for (ChunkRange range : lacked) {
            for (long chunk = range.from(); chunk < range.to(); ) {
                long block = ParityBlocks.first(layout, chunk);
                long end = Math.min(range.to(), block + ParityBlocks.chunks(layout, block));
                counts.merge(block, end - chunk, Long::sum);
                chunk = end;
            }
        }
        return counts;
    }

    /** Shards of the block that needs most. */
    static long most(List<ChunkRange> shards) {
        return shards.stream().mapToLong(r -> r.to() - r.from()).max().orElse(0);
    }

    /** The blocks that {@code shards} are of, whole. */
    static List<ChunkRange> wholeBlocks(ShipmentLayout layout, List<ChunkRange> shards) {
        List<ChunkRange> blocks = new ArrayList<>();
        shards.forEach(r -> blocks.add(new ChunkRange(r.from(), r.from() + ParityBlocks.chunks(layout, r.from()))));
        return ChunkRanges.normalized(blocks);
    }
}
