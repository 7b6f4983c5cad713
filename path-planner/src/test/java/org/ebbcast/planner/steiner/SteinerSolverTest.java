package org.ebbcast.planner.steiner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SteinerSolverTest {
    private static SteinerAnswer checked(SteinerInstance instance, int rounds) {
        SteinerAnswer answer = SteinerSolver.solve(instance, Budget.ofRounds(rounds), 1);
        assertThat(SteinerVerifier.faults(instance, answer)).isEmpty();
        return answer;
    }

    @Property(tries = 300)
    void solve_smallWholeWeights_boundsHoldAndOptimumIsFound(
            @ForAll @IntRange(min = 2, max = 14) int vertices,
            @ForAll @IntRange(max = 30) int edges,
            @ForAll @IntRange(min = 1, max = 6) int terminals,
            @ForAll @IntRange(min = 1, max = 20) int weights,
            @ForAll long seed) {
        SteinerInstance instance = SmallInstances.random(vertices, edges, terminals, weights, seed);
        SteinerAnswer answer = checked(instance, 60);
        double optimum = DreyfusWagner.cost(instance);
        assertThat(answer.lowerBound()).isLessThanOrEqualTo(optimum);
        assertThat(answer.cost()).isEqualTo(optimum);
    }

    @Property(tries = 100)
    void solve_smallRealWeights_boundsHoldAndOptimumIsFound(
            @ForAll @IntRange(min = 4, max = 12) int vertices, @ForAll long seed) {
        SteinerInstance instance = SmallInstances.random(vertices, 2 * vertices, 5, 0, seed);
        SteinerAnswer answer = checked(instance, 60);
        double optimum = DreyfusWagner.cost(instance);
        assertThat(answer.lowerBound()).isLessThanOrEqualTo(optimum * (1 + 1e-9));
        assertThat(answer.cost()).isBetween(optimum * (1 - 1e-9), optimum * (1 + 1e-9));
    }

    @Property(tries = 20)
    void solve_largerGraphs_isATreeAboveItsBound(
            @ForAll @IntRange(min = 50, max = 200) int vertices, @ForAll long seed) {
        SteinerAnswer answer = checked(SmallInstances.random(vertices, 2 * vertices, vertices / 4, 1, seed), 3);
        assertThat(answer.lowerBound()).isLessThanOrEqualTo(answer.cost());
    }

    @Test
    void solve_sameSeed_sameTree() {
        SteinerInstance instance = SmallInstances.random(200, 500, 40, 9, 7);
        assertThat(checked(instance, 20).edges()).isEqualTo(checked(instance, 20).edges());
    }

    @Test
    void solve_terminalsApart_namesTwo() {
        SteinerInstance instance =
                SteinerInstance.of(4, new int[] {0, 2}, new int[] {1, 3}, new double[] {1, 1}, new int[] {0, 3});
        assertThatThrownBy(() -> SteinerSolver.solve(instance, Budget.ofRounds(1), 1))
                .hasMessageContaining("vertices 0 and 3 stay apart");
    }

    @Test
    void solve_oneTerminal_costsNothing() {
        assertThat(checked(SmallInstances.random(9, 9, 1, 5, 1), 1).cost()).isZero();
    }
}
