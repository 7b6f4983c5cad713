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

class RepairableTreeTest {
    @Property(tries = 150)
    void update_fatTree_equalsPlanningAnew(
            @ForAll @IntRange(min = 1, max = 4) int halfK, @ForAll long seed, @ForAll @IntRange(max = 9) int load) {
        assertRepairsEqual(ClosFabrics.fatTree(2 * halfK, halfK + 1), seed, load / 10.0);
    }

    @Property(tries = 150)
    void update_jellyfish_equalsPlanningAnew(@ForAll @IntRange(max = 1000) int seed) throws Exception {
        Fabric fabric = Topologies.read("jellyfish:switches=24,degree=4,hosts=2,seed=" + (1 + seed), 0);
        assertRepairsEqual(fabric, seed, 0.6);
    }

    /* Many arcs at once, some twice, half of them dead, both directions of a link together. */
    @Property(tries = 100)
    void update_largeBatchesWithDeadLinks_equalsPlanningAnew(
            @ForAll @IntRange(min = 2, max = 4) int halfK, @ForAll long seed, @ForAll @IntRange(min = 6, max = 60) int most) {
        assertRepairsEqual(ClosFabrics.fatTree(2 * halfK, 2), seed, 0.5, most);
    }

    /* A switch that loses its own parent and its child in the same batch. */
    @Example
    void update_seedsThatOnceFailed_equalsPlanningAnew() {
        assertRepairsEqual(ClosFabrics.fatTree(8, 2), -221333, 0.5, 52);
        assertRepairsEqual(ClosFabrics.fatTree(6, 2), 464, 0.5, 6);
        assertRepairsEqual(ClosFabrics.fatTree(6, 2), 183, 0.5, 8);
        assertRepairsEqual(ClosFabrics.fatTree(6, 2), 374, 0.5, 60);
    }

    private static void assertRepairsEqual(Fabric fabric, long seed, double load) {
        assertRepairsEqual(fabric, seed, load, 5);
    }

    private static void assertRepairsEqual(Fabric fabric, long seed, double load, int most) {
        SplittableRandom random = new SplittableRandom(seed);
        int sources = fabric.hostCount() > 3 ? 2 : 1;
        FabricDemand demand = RandomLoad.draw(fabric, load, false, sources, fabric.hostCount() - sources, seed);
        RepairableTree repaired = new RepairableTree(demand);
        int[] idle = demand.idle.clone();
        for (int step = 0; step < 20; step++) {
            int[] arcs = random.ints(1 + random.nextInt(most), 0, Math.max(1, fabric.arcCount())).toArray();
            int[] rates = random.ints(arcs.length, 0, RandomLoad.LINE_RATE + 1).toArray();
            for (int i = 0; i < arcs.length; i++) {
                arcs[i] = most > 5 && i % 3 == 1 ? fabric.reverse(arcs[i - 1]) : arcs[i];
                rates[i] = most > 5 && random.nextBoolean() ? 0 : rates[i];
                idle[arcs[i]] = rates[i];
            }
            repaired.update(arcs, rates);
            RepairableTree anew = new RepairableTree(
                    new FabricDemand(fabric, idle, demand.idleUp, demand.idleDown, demand.sources, demand.targets));
            assertSame(fabric, repaired, anew);
        }
    }

    private static void assertSame(Fabric fabric, RepairableTree repaired, RepairableTree anew) {
        assertThat(repaired.rate()).isEqualTo(anew.rate());
        if (anew.rate() == 0) {
            return;
        }
        assertThat(repaired.source()).isEqualTo(anew.source());
        for (int v = 0; v < fabric.switchCount(); v++) {
            assertThat(repaired.contains(v)).isEqualTo(anew.contains(v));
            if (anew.contains(v) && v != anew.root()) {
                assertThat(repaired.arcInto(v)).isEqualTo(anew.arcInto(v));
            }
        }
    }
}
