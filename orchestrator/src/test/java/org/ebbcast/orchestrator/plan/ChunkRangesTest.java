package org.ebbcast.orchestrator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ebbcast.protocol.ChunkRange;

/** Against bit sets. */
final class ChunkRangesTest {
    private static final int CHUNKS = 60;

    private static BitSet bits(List<ChunkRange> ranges) {
        BitSet bits = new BitSet();
        ranges.forEach(r -> bits.set((int) r.from(), (int) r.to()));
        return bits;
    }

    private static List<ChunkRange> random(Random random) {
        List<ChunkRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            int from = random.nextInt(CHUNKS);
            ranges.add(new ChunkRange(from, from + random.nextInt(8)));
        }
        return ChunkRanges.normalized(ranges);
    }

    @Property(tries = 500)
    void shares_adjoining_coverEveryChunkOnce(@ForAll long seed) {
        Random random = new Random(seed);
        List<ChunkRange> ranges = random(random);
        double cut = random.nextDouble();
        List<ChunkRange> first = ChunkRanges.share(ranges, 0, cut);
        List<ChunkRange> second = ChunkRanges.share(ranges, cut, 1);
        BitSet both = bits(first);
        assertThat(both.intersects(bits(second))).isFalse();
        both.or(bits(second));
        assertThat(both).isEqualTo(bits(ranges));
        assertThat(ChunkRanges.count(ranges)).isEqualTo(bits(ranges).cardinality());
    }

    @Property(tries = 500)
    void without_others_leavesTheRest(@ForAll long seed) {
        Random random = new Random(seed);
        List<ChunkRange> ranges = random(random);
        List<ChunkRange> others = random(random);
        BitSet expected = bits(ranges);
        expected.andNot(bits(others));
        assertThat(bits(ChunkRanges.without(ranges, others))).isEqualTo(expected);
        assertThat(ChunkRanges.count(ChunkRanges.without(ranges, others))).isEqualTo(expected.cardinality());
    }

    @Property(tries = 500)
    void covered_byAtLeastSome_matchesCounting(@ForAll long seed) {
        Random random = new Random(seed);
        List<List<ChunkRange>> lists = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lists.add(random(random));
        }
        int times = 1 + random.nextInt(5);
        BitSet expected = new BitSet();
        for (int chunk = 0; chunk < 2 * CHUNKS; chunk++) {
            int at = chunk;
            if (lists.stream().filter(l -> bits(l).get(at)).count() >= times) {
                expected.set(chunk);
            }
        }
        assertThat(bits(ChunkRanges.covered(lists, times))).isEqualTo(expected);
    }
}
