package org.ebbcast.planner.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ebbcast.planner.topology.ClosFabrics;
import org.ebbcast.planner.topology.RandomLoad;
import org.junit.jupiter.api.Test;

class FabricPlannersTest {
    private static FabricDemand fatTree(int k, double load, boolean access, long seed) {
        Fabric fabric = ClosFabrics.fatTree(k, k / 2);
        return RandomLoad.draw(fabric, load, access, 4, fabric.hostCount() - 4, seed);
    }

    private static long commonRate(FabricPlan plan) {
        return plan.trees().stream().mapToLong(FabricTree::rate).sum();
    }

    @Property(tries = 15)
    void commonRate_sixteenTrees_reachesTheCutBound(
            @ForAll @IntRange(min = 1, max = 9) int load, @ForAll @IntRange(min = 1, max = 100) int seed) {
        FabricDemand demand = fatTree(8, load / 10.0, false, seed);
        FabricPlan plan = CommonRatePlanner.plan(demand, 16, seed);
        assertThat(FabricVerifier.faults(demand, plan)).isEmpty();
        assertThat((double) commonRate(plan)).isGreaterThanOrEqualTo(0.995 * plan.boundRate());
    }

    @Property(tries = 15)
    void commonRate_oneTree_isAsWideAsTheNarrowestSwitchAllows(@ForAll @IntRange(min = 1, max = 100) int seed) {
        FabricDemand demand = fatTree(16, 0.5, false, seed);
        FabricPlan plan = CommonRatePlanner.plan(demand, 1, seed);
        assertThat(FabricVerifier.faults(demand, plan)).isEmpty();
        assertThat(plan.trees()).hasSize(1);
        assertThat(plan.trees().get(0).rate()).isEqualTo(new RepairableTree(demand).rate());
    }

    @Property(tries = 8)
    void receiverRates_sixteenTrees_serveEachTargetNearItsOwnLimit(
            @ForAll @IntRange(min = 1, max = 9) int load, @ForAll @IntRange(min = 1, max = 100) int seed) {
        FabricDemand demand = fatTree(6, load / 10.0, true, seed);
        FabricPlan plan = ReceiverRatePlanner.plan(demand, 16, seed);
        assertThat(FabricVerifier.faults(demand, plan)).isEmpty();
        Fractions fractions = ownLimitFractions(demand, plan);
        assertThat(fractions.least()).isGreaterThan(0);
        assertThat(fractions.mean()).isGreaterThan(0.97);
    }

    private static Fractions ownLimitFractions(FabricDemand demand, FabricPlan plan) {
        OwnLimits limits = new OwnLimits(demand);
        Fractions fractions = new Fractions();
        for (int h = 0; h < demand.fabric().hostCount(); h++) {
            if (demand.isTarget(h)) {
                double fraction = (double) plan.rateOf(h) / limits.of(h, demand.fabric().switchOf(h));
                assertThat(fraction).isLessThanOrEqualTo(1);
                fractions.add(fraction);
            }
        }
        return fractions;
    }

    @Test
    void receiverRates_largeFabric_serveTheWorstWellToo() {
        FabricDemand demand = fatTree(32, 0.7, true, 1);
        FabricPlan plan = ReceiverRatePlanner.plan(demand, 16, 1);
        assertThat(FabricVerifier.faults(demand, plan)).isEmpty();
        Fractions fractions = ownLimitFractions(demand, plan);
        assertThat(fractions.mean()).isGreaterThan(0.97);
        assertThat(fractions.percentile(0.05)).isGreaterThan(0.93);
        assertThat(fractions.least()).isGreaterThan(0.9);
    }

    @Test
    void plans_sameSeed_areEqual() {
        FabricDemand demand = fatTree(8, 0.7, true, 3);
        FabricPlan one = ReceiverRatePlanner.plan(demand, 16, 5);
        FabricPlan two = ReceiverRatePlanner.plan(demand, 16, 5);
        assertThat(one.trees().stream().mapToInt(FabricTree::rate))
                .containsExactly(two.trees().stream().mapToInt(FabricTree::rate).boxed().toArray(Integer[]::new));
        for (int h = 0; h < demand.fabric().hostCount(); h++) {
            assertThat(one.rateOf(h)).isEqualTo(two.rateOf(h));
        }
    }
}
