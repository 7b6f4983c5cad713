package org.ebbcast.orchestrator.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.ebbcast.protocol.ParityBlocks;
import org.junit.jupiter.api.Test;

class ParityControlTest {
    @Test
    void shards_withoutNotableLoss_areNone() {
        assertThat(ParityControl.shards(0, 0.3)).isZero();
        assertThat(ParityControl.shards(0.0019, 0.3)).isZero();
    }

    @Test
    void shards_whateverTheLoss_areWithinTheLimit() {
        assertThat(ParityControl.shards(0.002, 0.4)).isEqualTo(1);
        assertThat(ParityControl.shards(0.5, 0.3)).isEqualTo(ParityBlocks.MAX_SHARDS);
        assertThat(ParityControl.shards(1, 0.3)).isEqualTo(ParityBlocks.MAX_SHARDS);
    }

    @Test
    void shards_leaveAsManyBlocksOpenAsAllowed_andOneFewerLeavesMore() {
        Random random = new Random(1);
        for (double loss : new double[] {0.02, 0.039, 0.08}) {
            for (double open : new double[] {0.15, 0.4}) {
                int shards = ParityControl.shards(loss, open);
                assertThat(drawn(random, loss, shards)).as(loss + "/" + open).isLessThan(open + 0.02);
                if (shards > 1) {
                    assertThat(drawn(random, loss, shards - 1)).as(loss + "/" + open).isGreaterThan(open - 0.02);
                }
            }
        }
    }

    /** Share of 10,000 blocks that lose more than they have shards; its standard deviation is below 0.005. */
    private static double drawn(Random random, double loss, int shards) {
        int open = 0;
        for (int block = 0; block < 10_000; block++) {
            int lost = 0;
            for (int i = 0; i < ParityBlocks.CHUNKS + shards; i++) {
                lost += random.nextDouble() < loss ? 1 : 0;
            }
            open += lost > shards ? 1 : 0;
        }
        return open / 10_000.0;
    }
}
