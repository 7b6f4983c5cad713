package org.ebbcast.planner.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Plans on small random fabrics, with parallel links, dead links and islands, against brute force. */
class SmallFabricsTest {
    private static FabricDemand random(int switches, int links, int rates, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] tail = new int[links];
        int[] head = new int[links];
        for (int l = 0; l < links; l++) {
            tail[l] = random.nextInt(switches);
            head[l] = (tail[l] + 1 + random.nextInt(switches - 1)) % switches;
        }
        int[] hosts = random.ints(switches, 0, 3).toArray();
        hosts[0] = 2;
        Fabric fabric = Fabric.of(switches, tail, head, hosts);
        int[] idle = random.ints(fabric.arcCount(), 0, rates + 1).map(r -> r * 1000).toArray();
        int[] up = random.ints(fabric.hostCount(), 1, rates + 1).map(r -> r * 1000).toArray();
        int[] down = random.ints(fabric.hostCount(), 1, rates + 1).map(r -> r * 1000).toArray();
        BitSet targets = new BitSet();
        targets.set(1, fabric.hostCount());
        return new FabricDemand(fabric, idle, up, down, new int[] {0}, targets);
    }

    /* Widest rate of one tree: the largest rate at which a flood over arcs of that width reaches every servable target. */
    private static int widest(FabricDemand demand, BitSet servable) {
        for (int rate = 10_000; rate > 0; rate -= 1000) {
            BitSet reached = new BitSet();
            reached.set(demand.fabric.switchOf(0));
            for (int pass = 0; pass < demand.fabric.switchCount; pass++) {
                for (int arc = 0; arc < demand.fabric.arcCount(); arc++) {
                    if (reached.get(demand.fabric.tail(arc)) && demand.idle(arc) >= rate) {
                        reached.set(demand.fabric.head(arc));
                    }
                }
            }
            int wide = rate;
            if (demand.idleUp(0) >= rate && servable.stream().allMatch(
                    h -> reached.get(demand.fabric.switchOf(h)) && demand.idleDown(h) >= wide)) {
                return rate;
            }
        }
        return 0;
    }

    @Property(tries = 400)
    void commonRate_oneTree_isTheWidestThereIs(
            @ForAll @IntRange(min = 2, max = 7) int switches,
            @ForAll @IntRange(max = 14) int links,
            @ForAll @IntRange(min = 1, max = 9) int rates,
            @ForAll long seed) {
        FabricDemand demand = random(switches, links, rates, seed);
        FabricPlan plan = CommonRatePlanner.plan(demand, 1, seed);
        assertThat(FabricVerifier.faults(demand, plan)).isEmpty();
        BitSet servable = Reachability.overIdle(demand);
        int rate = plan.trees().stream().mapToInt(FabricTree::rate).sum();
        assertThat(rate).isEqualTo(servable.isEmpty() ? 0 : widest(demand, servable));
        for (int h = 1; h < demand.fabric().hostCount(); h++) {
            assertThat(plan.rateOf(h)).isEqualTo(servable.get(h) ? rate : 0);
        }
    }

    @Property(tries = 200)
    void bothPlanners_anyFabric_serveAllWhoCanBeServedWithinTheirBounds(
            @ForAll @IntRange(min = 2, max = 7) int switches,
            @ForAll @IntRange(max = 14) int links,
            @ForAll @IntRange(min = 1, max = 16) int trees,
            @ForAll long seed) {
        FabricDemand demand = random(switches, links, 9, seed);
        OwnLimits limits = new OwnLimits(demand);
        for (FabricPlan plan : new FabricPlan[] {
            CommonRatePlanner.plan(demand, trees, seed), ReceiverRatePlanner.plan(demand, trees, seed)
        }) {
            assertThat(plan.trees().size()).isLessThanOrEqualTo(trees);
            assertThat(FabricVerifier.faults(demand, plan)).isEmpty();
            for (int h = 1; h < demand.fabric().hostCount(); h++) {
                assertThat(plan.rateOf(h)).isLessThanOrEqualTo(limits.of(h, demand.fabric().switchOf(h)));
            }
            ContentSpread spread = ContentSpread.of(demand, plan, 1 + Math.floorMod(seed, 1_000_000));
            assertThat(FabricVerifier.faults(demand, plan, spread)).isEmpty();
        }
    }

    @Property(tries = 300)
    void bothPlanners_severalSources_serveEvenWhoOnlyOneOfThemReaches(
            @ForAll @IntRange(min = 2, max = 9) int switches,
            @ForAll @IntRange(max = 14) int links,
            @ForAll @IntRange(min = 1, max = 16) int trees,
            @ForAll long seed) {
        FabricDemand one = random(switches, links, 9, seed);
        int[] sources = {0, one.fabric().hostCount() - 1, one.fabric().hostCount() / 2};
        int[] distinct = Arrays.stream(sources).distinct().toArray();
        BitSet targets = (BitSet) one.targets.clone();
        for (int source : distinct) {
            targets.clear(source);
        }
        FabricDemand demand =
                new FabricDemand(one.fabric(), one.idle, one.idleUp, one.idleDown, distinct, targets);
        for (FabricPlan plan : new FabricPlan[] {
            CommonRatePlanner.plan(demand, trees, seed), ReceiverRatePlanner.plan(demand, trees, seed)
        }) {
            assertThat(FabricVerifier.faults(demand, plan)).isEmpty();
            assertThat(plan.trees().size()).isLessThanOrEqualTo(Math.max(trees, distinct.length));
        }
        FabricDemand tight = demand.withRoomForTrees(
                new SplittableRandom(seed).ints(switches, 0, 4).toArray());
        assertThat(FabricVerifier.faults(tight, CommonRatePlanner.plan(tight, trees, seed))).isEmpty();
        assertThat(FabricVerifier.faults(tight, ReceiverRatePlanner.plan(tight, trees, seed))).isEmpty();
    }

    @Property(tries = 200)
    void commonRate_moreTrees_neverExceedTheBoundNorFallBelowOne(
            @ForAll @IntRange(min = 2, max = 7) int switches,
            @ForAll @IntRange(max = 14) int links,
            @ForAll @IntRange(min = 2, max = 16) int trees,
            @ForAll long seed) {
        FabricDemand demand = random(switches, links, 9, seed);
        FabricPlan one = CommonRatePlanner.plan(demand, 1, seed);
        FabricPlan many = CommonRatePlanner.plan(demand, trees, seed);
        long rate = many.trees().stream().mapToLong(FabricTree::rate).sum();
        assertThat(rate).isLessThanOrEqualTo(many.boundRate());
        boolean allServed = Reachability.overIdle(demand).equals(demand.targets);
        assertThat(rate).isLessThanOrEqualTo(allServed ? TreeCountBound.of(demand, trees, 500) : many.boundRate());
        assertThat((double) rate).isGreaterThanOrEqualTo(0.99 * one.trees().stream().mapToLong(FabricTree::rate).sum());
    }

    @Property(tries = 300)
    void bothPlanners_roomForFewTrees_serveAllWhoAreReachedThroughSwitchesWithRoom(
            @ForAll @IntRange(min = 2, max = 7) int switches,
            @ForAll @IntRange(max = 14) int links,
            @ForAll @IntRange(min = 1, max = 16) int trees,
            @ForAll @IntRange(max = 3) int mostRoom,
            @ForAll long seed) {
        FabricDemand free = random(switches, links, 9, seed);
        int[] room = new SplittableRandom(seed).ints(switches, 0, mostRoom + 1).toArray();
        FabricDemand demand = free.withRoomForTrees(room);
        BitSet servable = Reachability.overIdle(demand.withoutFullSwitches());
        for (FabricPlan plan : new FabricPlan[] {
            CommonRatePlanner.plan(demand, trees, seed), ReceiverRatePlanner.plan(demand, trees, seed)
        }) {
            assertThat(FabricVerifier.faults(demand, plan)).isEmpty();
            for (int h = 1; h < demand.fabric().hostCount(); h++) {
                assertThat(plan.rateOf(h) > 0).isEqualTo(servable.get(h));
            }
        }
        RepairablePlan repairable = new RepairablePlan(demand, trees, seed);
        int[] arcs = new SplittableRandom(~seed).ints(links, 0, Math.max(1, 2 * links)).toArray();
        int[] changed = demand.idle.clone();
        Arrays.stream(arcs).forEach(arc -> changed[arc] = changed[arc] > 4000 ? 0 : 9000);
        repairable.update(arcs, Arrays.stream(arcs).map(arc -> changed[arc]).toArray());
        assertThat(FabricVerifier.faults(demand.withIdle(changed), repairable.plan())).isEmpty();
    }

    @Test
    void spread_sameTreesForAll_adjoinsInProportion() {
        FabricDemand demand = random(2, 0, 5, 3);
        FabricPlan plan = new FabricPlan(java.util.List.of(
                new FabricTree(0, new int[0], 300), new FabricTree(0, new int[0], 100)), new char[0], 400);
        ContentSpread spread = ContentSpread.of(demand, plan, 1001);
        assertThat(spread.form()).isEqualTo(ContentSpread.Form.ADJOINING);
        assertThat(new long[] {spread.from(0), spread.to(0), spread.from(1), spread.to(1)})
                .containsExactly(0, 751, 751, 1001);
        assertThatThrownBy(() -> ContentSpread.of(demand, plan, 0)).hasMessageContaining("size is 0 bytes");
    }
}
