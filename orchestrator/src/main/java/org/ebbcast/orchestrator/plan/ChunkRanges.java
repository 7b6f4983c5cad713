package org.ebbcast.orchestrator.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.ebbcast.protocol.ChunkRange;

/** Arithmetic on sorted, disjoint, non-empty ranges of chunks. */
public final class ChunkRanges {
    private ChunkRanges() {}

    /** Number of chunks in {@code ranges}. */
    public static long count(List<ChunkRange> ranges) {
        return ranges.stream().mapToLong(r -> r.to() - r.from()).sum();
    }

    /** The part of {@code ranges} from one fraction of its chunks to another; adjoining shares fit without gap. */
    public static List<ChunkRange> share(List<ChunkRange> ranges, double from, double to) {
        long total = count(ranges);
        return slice(ranges, Math.round(from * total), Math.round(to * total));
    }

    /** The chunks at positions {@code first} (inclusive) to {@code end} (exclusive) of {@code ranges}. */
    public static List<ChunkRange> slice(List<ChunkRange> ranges, long first, long end) {
        List<ChunkRange> slice = new ArrayList<>();
        long position = 0;
        for (ChunkRange range : ranges) {
            long length = range.to() - range.from();
            long from = Math.max(0, first - position);
            long to = Math.min(length, end - position);
            if (from < to) {
                slice.add(new ChunkRange(range.from() + from, range.from() + to));
            }
            position += length;
        }
        return slice;
    }

    /** Chunks that are in any of {@code lists}. */
    public static List<ChunkRange> union(Collection<List<ChunkRange>> lists) {
        return covered(lists, 1);
    }

    /** Chunks that are in at least {@code times} of {@code lists}. O(n log n) in the number of ranges. */
    public static List<ChunkRange> covered(Collection<List<ChunkRange>> lists, int times) {
        TreeMap<Long, Integer> steps = new TreeMap<>();
        lists.forEach(list -> list.forEach(range -> {
            steps.merge(range.from(), 1, Integer::sum);
            steps.merge(range.to(), -1, Integer::sum);
        }));
        List<ChunkRange> covered = new ArrayList<>();
        long start = -1;
        int depth = 0;
        for (var step : steps.entrySet()) {
            depth += step.getValue();
            if (start < 0 && depth >= times) {
                start = step.getKey();
            } else if (start >= 0 && depth < times) {
                covered.add(new ChunkRange(start, step.getKey()));
                start = -1;
            }
        }
        return covered;
    }

    /** Chunks of {@code ranges} that are not in {@code others}. */
    public static List<ChunkRange> without(List<ChunkRange> ranges, List<ChunkRange> others) {
        List<ChunkRange> left = new ArrayList<>();
        for (ChunkRange range : ranges) {
            long from = range.from();
            for (ChunkRange other : others) {
                if (other.to() > from && other.from() < range.to()) {
                    if (other.from() > from) {
                        left.add(new ChunkRange(from, other.from()));
                    }
                    from = Math.max(from, Math.min(range.to(), other.to()));
                }
            }
            if (from < range.to()) {
                left.add(new ChunkRange(from, range.to()));
            }
        }
        return left;
    }

    /** {@code ranges} sorted, with empty ones dropped and overlapping or touching ones joined. */
    public static List<ChunkRange> normalized(List<ChunkRange> ranges) {
        List<ChunkRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(ChunkRange::from));
        List<ChunkRange> joined = new ArrayList<>();
        for (ChunkRange range : sorted) {
            int last = joined.size() - 1;
            if (range.from() >= range.to()) {
                continue;
            }
            if (last >= 0 && range.from() <= joined.get(last).to()) {
                long to = Math.max(range.to(), joined.get(last).to());
                joined.set(last, new ChunkRange(joined.get(last).from(), to));
            } else {
                joined.add(range);
            }
        }
        return joined;
    }
}
