package org.ebbcast.planner.steiner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Each reduction and each bound alone: the optimum of what is left is the optimum of the original. */
class ReductionsTest {
    private static final int TRIES = 300;
    private static final Budget ENDLESS = Budget.ofRounds(1);

    private static int[] allVertices(CostGraph graph) {
        int[] order = new int[graph.vertexCount];
        for (int v = 0; v < order.length; v++) {
            order[v] = v;
        }
        return order;
    }

    private static void delete(ShrinkingGraph graph, CompactedGraph view, int[] edges) {
        for (int e : edges) {
            graph.delete(view.edgeOf[e]);
        }
    }

    @Property(tries = TRIES)
    void degreeTests_anyGraph_keepTheOptimum(@ForAll long seed) {
        SteinerInstance instance = SmallInstances.any(seed);
        ShrinkingGraph graph = new ShrinkingGraph(instance);
        DegreeTests.reduce(graph);
        assertThat(SmallInstances.optimum(graph)).isEqualTo(DreyfusWagner.cost(instance));
    }

    @Property(tries = TRIES)
    void specialDistance_uselessEdges_canAllGo(@ForAll long seed) {
        SteinerInstance instance = SmallInstances.any(seed);
        ShrinkingGraph graph = new ShrinkingGraph(instance);
        CompactedGraph view = new CompactedGraph(graph);
        delete(graph, view, new SpecialDistanceTest(view.graph).useless());
        assertThat(SmallInstances.optimum(graph)).isEqualTo(DreyfusWagner.cost(instance));
    }

    @Property(tries = TRIES)
    void specialDistance_certainEdges_areOfAnOptimalTree(@ForAll long seed) {
        SteinerInstance instance = SmallInstances.any(seed);
        ShrinkingGraph graph = new ShrinkingGraph(instance);
        CompactedGraph view = new CompactedGraph(graph);
        for (int e : new SpecialDistanceTest(view.graph).certain()) {
            if (graph.isAlive(view.edgeOf[e])) {
                graph.contract(view.edgeOf[e]);
            }
        }
        assertThat(SmallInstances.optimum(graph)).isEqualTo(DreyfusWagner.cost(instance));
    }

    @Property(tries = TRIES)
    void boundTest_uselessEdges_areOfNoTreeBelowTheLimit(@ForAll long seed) {
        SteinerInstance instance = SmallInstances.any(seed);
        double optimum = DreyfusWagner.cost(instance);
        ShrinkingGraph graph = new ShrinkingGraph(instance);
        CompactedGraph view = new CompactedGraph(graph);
        DualAscent ascent = new DualAscent(view.graph);
        int root = view.graph.terminals[new SplittableRandom(seed).nextInt(view.graph.terminals.length)];
        double bound = ascent.ascend(root, ENDLESS);
        delete(graph, view, new BoundTest(view.graph).useless(root, ascent.reduced, bound, optimum + 0.5));
        assertThat(SmallInstances.optimum(graph)).isEqualTo(optimum);
    }

    @Property(tries = TRIES)
    void dualAscent_anyRoot_staysBelowTheOptimumAlsoPolished(@ForAll long seed) {
        SteinerInstance instance = SmallInstances.any(seed);
        double optimum = DreyfusWagner.cost(instance);
        CostGraph graph = new CompactedGraph(new ShrinkingGraph(instance)).graph;
        for (int root : graph.terminals) {
            DualAscent ascent = new DualAscent(graph);
            ascent.record();
            double bound = ascent.ascend(root, ENDLESS);
            DualPolish polish = new DualPolish(graph, ascent, bound, new SplittableRandom(seed));
            for (int step = 0; step < 20; step++) {
                polish.step(ENDLESS);
            }
            assertThat(polish.bound()).isBetween(bound, optimum + 1e-6);
        }
    }

    @Property(tries = TRIES)
    void terminalSets_anyGraph_areOptimal(@ForAll long seed) {
        SteinerInstance instance = SmallInstances.any(seed);
        CostGraph graph = new CompactedGraph(new ShrinkingGraph(instance)).graph;
        assertThat(graph.costOf(TerminalSets.tree(graph, ENDLESS))).isEqualTo(DreyfusWagner.cost(instance));
    }

    @Property(tries = TRIES)
    void localSearch_anyTree_neverDearerAndStillATree(@ForAll long seed) {
        SteinerInstance instance = SmallInstances.random(40, 60, 10, 9, seed);
        CostGraph graph = new CompactedGraph(new ShrinkingGraph(instance)).graph;
        LocalSearch search = new LocalSearch(graph);
        int[] start = search.spanning(new ShortestPathHeuristic(graph).grow(graph.terminals[0], graph.cost));
        int[] better = search.improve(start, allVertices(graph), ENDLESS);
        double cost = graph.costOf(better);
        assertThat(cost).isLessThanOrEqualTo(graph.costOf(start));
        SteinerInstance here = SmallInstances.instance(graph);
        assertThat(SteinerVerifier.faults(here, SteinerAnswer.of(better, cost, 0))).isEmpty();
    }

    /** A path 0-1-2-3 of cost 1 an edge, its ends terminals, and edges of cost 9 and 2 beside it. */
    private static CostGraph pathWithChords() {
        int[] tail = {0, 1, 2, 0, 1};
        int[] head = {1, 2, 3, 3, 3};
        SteinerInstance instance =
                SteinerInstance.of(4, tail, head, new double[] {1, 1, 1, 9, 2}, new int[] {0, 3});
        return new CompactedGraph(new ShrinkingGraph(instance)).graph;
    }

    @Test
    void specialDistance_chordDearerThanTheWay_isUseless() {
        assertThat(new SpecialDistanceTest(pathWithChords()).useless()).containsExactly(3);
    }

    @Test
    void boundTest_chordAboveTheLimit_isUseless() {
        CostGraph graph = pathWithChords();
        DualAscent ascent = new DualAscent(graph);
        double bound = ascent.ascend(0, ENDLESS);
        assertThat(bound).isEqualTo(3);
        assertThat(new BoundTest(graph).useless(0, ascent.reduced, bound, 3.5)).contains(3);
    }

    @Test
    void degreeTests_path_isFixedWhole() {
        ShrinkingGraph graph = new ShrinkingGraph(SteinerInstance.of(
                3, new int[] {0, 1}, new int[] {1, 2}, new double[] {4, 5}, new int[] {0, 2}));
        DegreeTests.reduce(graph);
        assertThat(graph.fixedCost()).isEqualTo(9);
        assertThat(graph.terminalCount()).isEqualTo(1);
    }
}
