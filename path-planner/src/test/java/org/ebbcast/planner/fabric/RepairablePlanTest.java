package org.ebbcast.planner.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ebbcast.planner.topology.ClosFabrics;
import org.ebbcast.planner.topology.RandomLoad;
import org.ebbcast.planner.topology.Topologies;

class RepairablePlanTest {
    private static final int STEPS = 6;

    @Property(tries = 25)
    void update_fatTree_asGoodAsAnewAndVerified(
            @ForAll @IntRange(min = 2, max = 4) int halfK,
            @ForAll @IntRange(max = 9) int load,
            @ForAll @IntRange(min = 1, max = 16) int trees,
            @ForAll long seed) {
        assertGood(ClosFabrics.fatTree(2 * halfK, halfK), load / 10.0, trees, 4, seed);
    }

    @Property(tries = 15)
    void update_jellyfish_asGoodAsAnewAndVerified(
            @ForAll @IntRange(max = 1000) int seed, @ForAll @IntRange(min = 1, max = 16) int trees) throws Exception {
        Fabric fabric = Topologies.read("jellyfish:switches=24,degree=4,hosts=2,seed=" + (1 + seed), 0);
        assertGood(fabric, 0.5, trees, 3, seed);
    }

    /* Half of the changed links die, so that hosts come to be without an idle path, and get one again. */
    @Property(tries = 15)
    void update_linksDieAndComeBack_asGoodAsAnewAndVerified(@ForAll long seed) {
        assertGood(ClosFabrics.fatTree(4, 2), 0.5, 4, -12, seed);
    }

    private static void assertGood(Fabric fabric, double load, int maxTrees, int links, long seed) {
        int sources = 2;
        FabricDemand demand = RandomLoad.draw(fabric, load, false, sources, fabric.hostCount() - sources, seed);
        RepairablePlan plan = new RepairablePlan(demand, maxTrees, 1);
        RepairablePlan twin = new RepairablePlan(demand, maxTrees, 1);
        int[] idle = demand.idle.clone();
        SplittableRandom random = new SplittableRandom(seed);
        double quality = quality(plan);
        for (int step = 0; step < STEPS; step++) {
            int[] arcs = random.ints(2 * Math.abs(links), 0, fabric.arcCount()).toArray();
            int[] rates = random.ints(arcs.length, 0, RandomLoad.LINE_RATE + 1).toArray();
            for (int i = 0; i < arcs.length; i++) {
                arcs[i] = i % 2 == 1 ? fabric.reverse(arcs[i - 1]) : arcs[i];
                rates[i] = links < 0 && random.nextBoolean() ? 0 : rates[i];
                idle[arcs[i]] = rates[i];
            }
            RepairablePlan.Repair repair = plan.update(arcs, rates);
            FabricDemand now =
                    new FabricDemand(fabric, idle, demand.idleUp, demand.idleDown, demand.sources, demand.targets);
            FabricPlan anew = CommonRatePlanner.plan(now, maxTrees, 1);
            assertThat(FabricVerifier.faults(now, plan.plan())).as(repair.toString()).isEmpty();
            if (repair == RepairablePlan.Repair.ANEW) {
                quality = quality(plan);
                assertThat(plan.rate()).isEqualTo(rate(anew));
            } else {
                assertThat(plan.rate()).isLessThanOrEqualTo(plan.boundRate());
                assertThat((double) rate(anew)).isLessThanOrEqualTo(plan.boundRate());
                assertThat((double) plan.rate()).isGreaterThanOrEqualTo(0.995 * quality * rate(anew) - 1);
            }
            assertThat(twin.update(arcs, rates)).isEqualTo(repair);
            assertThat(twin.rate()).isEqualTo(plan.rate());
        }
    }

    private static double quality(RepairablePlan plan) {
        return Math.min(1, (double) plan.rate() / Math.max(1, plan.boundRate()));
    }

    private static long rate(FabricPlan plan) {
        return plan.trees().stream().mapToLong(FabricTree::rate).sum();
    }

    /* A change under a tree's branch moves that branch; the trees that are not on it stay arc by arc. */
    @Example
    void update_narrowedArcOfOneTree_otherTreesStay() {
        Fabric fabric = ClosFabrics.fatTree(8, 4);
        FabricDemand demand = RandomLoad.draw(fabric, 0.5, false, 2, 100, 7);
        RepairablePlan plan = new RepairablePlan(demand, 8, 1);
        int seen = 0;
        for (int v = 0; v < fabric.switchCount(); v++) {
            FabricPlan before = plan.plan();
            FabricTree first = before.trees().get(0);
            int arc = first.arc(v % first.arcCount());
            boolean alone = before.trees().stream().filter(t -> uses(t, arc)).count() == 1;
            int rate = demand.idle(arc);
            RepairablePlan.Repair repair = plan.update(new int[] {arc}, new int[] {first.rate() - 1});
            if (alone && repair == RepairablePlan.Repair.MOVED) {
                FabricPlan after = plan.plan();
                assertThat(plan.movedTrees()).isEqualTo(1);
                assertThat(uses(after.trees().get(0), arc)).isFalse();
                for (int t = 1; t < before.trees().size(); t++) {
                    assertThat(after.trees().get(t).arcs).containsExactlyInAnyOrder(before.trees().get(t).arcs);
                }
                seen++;
            }
            plan.update(new int[] {arc}, new int[] {rate});
        }
        assertThat(seen).isPositive();
    }

    private static boolean uses(FabricTree tree, int arc) {
        for (int a : tree.arcs) {
            if (a == arc) {
                return true;
            }
        }
        return false;
    }
}
