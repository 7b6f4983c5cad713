package org.ebbcast.planner.steiner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MoveSharesTest {
    private static final int MOVES = 1000;

    /* Moves of the second kind among 1000, when each kind takes so long and helps once in so many times. */
    private static int second(double[] parts, int[] helpsOnceIn) {
        MoveShares shares = new MoveShares();
        int[] count = new int[2];
        for (int i = 0; i < MOVES; i++) {
            int kind = shares.next();
            shares.note(kind, parts[kind], ++count[kind] % helpsOnceIn[kind] == 0 ? 1e-3 : 0);
        }
        return count[1];
    }

    @Test
    void next_noTimeMeasured_halfEach() {
        assertThat(second(new double[] {0, 0}, new int[] {5, 5})).isBetween(400, 600);
    }

    @Test
    void next_oneHelpsMoreOften_getsMoreWithinLimits() {
        assertThat(second(new double[] {1e-3, 1e-3}, new int[] {50, 2})).isBetween(500, 650);
        assertThat(second(new double[] {1e-3, 1e-3}, new int[] {2, 50})).isBetween(40, 300);
    }

    @Test
    void next_sameHelpForMoreTime_getsLess() {
        assertThat(second(new double[] {1e-3, 1e-2}, new int[] {5, 5})).isLessThan(100);
    }
}
