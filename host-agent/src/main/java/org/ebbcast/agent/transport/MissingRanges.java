package org.ebbcast.agent.transport;

import java.util.ArrayList;
import java.util.List;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.ShipmentLayout;

/** What a receiver says it lacks: the chunks that held parity stands for are left out. Owned by its receiver. */
final class MissingRanges {
    private final ShipmentLayout layout;
    private final ChunkMap chunks;
    private final ParityDecoder parity;

    MissingRanges(ShipmentLayout layout, ChunkMap chunks, ParityDecoder parity) {
        this.layout = layout;
        this.chunks = chunks;
        this.parity = parity;
    }

    /** The first {@link Limits#MAX_MISSING_RANGES} ranges below chunk {@code end}. */
    List<ChunkRange> below(long end) {
        List<ChunkRange> ranges = new ArrayList<>();
        long from = chunks.nextMissing(chunks.firstMissing(), end);
        while (from < end && ranges.size() < Limits.MAX_MISSING_RANGES) {
            long block = ParityBlocks.first(layout, from);
            long blockEnd = Math.min(end, block + ParityBlocks.chunks(layout, block));
            int spare = parity.shards(block);
            long to = spare == 0 ? chunks.nextPresent(from, end) : blockEnd;
            if (spare == 0) {
                ranges.add(new ChunkRange(from, to));
            } else {
                addFirst(chunks.lacking(block, blockEnd) - spare, block, blockEnd, ranges);
            }
            from = chunks.nextMissing(to, end);
        }
        return ranges;
    }

    private void addFirst(int count, long block, long blockEnd, List<ChunkRange> ranges) {
        long chunk = block;
        for (int i = 0; i < count && ranges.size() < Limits.MAX_MISSING_RANGES; i++) {
            chunk = chunks.nextMissing(chunk, blockEnd);
            ranges.add(new ChunkRange(chunk, ++chunk));
        }
    }
}
