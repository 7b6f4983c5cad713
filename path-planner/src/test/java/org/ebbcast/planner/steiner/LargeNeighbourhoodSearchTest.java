package org.ebbcast.planner.steiner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LargeNeighbourhoodSearchTest {
    private static final int WINDOWS = 12;

    private static int[] grown(CostGraph graph, LocalSearch localSearch) {
        return localSearch.spanning(new ShortestPathHeuristic(graph).grow(graph.terminals[0], graph.cost));
    }

    private static int[] afterWindows(CostGraph graph, long seed) {
        LocalSearch localSearch = new LocalSearch(graph);
        LargeNeighbourhoodSearch search = new LargeNeighbourhoodSearch(graph, localSearch, new SplittableRandom(seed));
        int[] tree = grown(graph, localSearch);
        for (int i = 0; i < WINDOWS; i++) {
            int[] next = search.improve(tree, Budget.ofRounds(0));
            assertThat(next == tree || graph.costOf(next) < graph.costOf(tree)).isTrue();
            tree = next;
        }
        return tree;
    }

    /* So small a tree fits the window whole. */
    @Property(tries = 200)
    void improve_smallGraphs_reachesTheOptimum(@ForAll long seed) {
        CostGraph graph = new CompactedGraph(new ShrinkingGraph(SmallInstances.any(seed))).graph;
        double optimum = DreyfusWagner.cost(SmallInstances.instance(graph));
        assertThat(graph.costOf(afterWindows(graph, seed))).isCloseTo(optimum, within(1e-9 * optimum));
    }

    @Property(tries = 30)
    void improve_largerGraphs_staysATreeOfAllTerminals(
            @ForAll @IntRange(min = 100, max = 300) int vertices, @ForAll long seed) {
        SteinerInstance instance = SmallInstances.random(vertices, vertices, vertices / 5, 9, seed);
        CostGraph graph = new CompactedGraph(new ShrinkingGraph(instance)).graph;
        int[] tree = afterWindows(graph, seed);
        double cost = graph.costOf(tree);
        SteinerAnswer answer = SteinerAnswer.of(tree, cost, 0);
        assertThat(SteinerVerifier.faults(SmallInstances.instance(graph), answer)).isEmpty();
    }
}
