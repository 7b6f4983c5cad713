package org.ebbcast.planner.steiner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jgrapht.Graph;
import org.jgrapht.GraphTests;
import org.jgrapht.alg.shortestpath.DijkstraShortestPath;
import org.jgrapht.alg.spanning.KruskalMinimumSpanningTree;
import org.jgrapht.alg.steiner.KouMarkowskyBermanAlgorithm;
import org.jgrapht.graph.AsSubgraph;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleWeightedGraph;

/** JGraphT as the other opinion: exact where it has an exact algorithm, its heuristic as an upper bound elsewhere. */
class JGraphTOpinionTest {
    private static SteinerAnswer solved(SteinerInstance instance) {
        return SteinerSolver.solve(instance, Budget.ofRounds(10), 1);
    }

    private static SteinerInstance withTerminals(SteinerInstance plain, int[] terminals) {
        int m = plain.edgeCount();
        return SteinerInstance.of(
                plain.vertexCount(),
                IntStream.range(0, m).map(plain::tail).toArray(),
                IntStream.range(0, m).map(plain::head).toArray(),
                IntStream.range(0, m).mapToDouble(plain::weight).toArray(),
                terminals);
    }

    /* Without self loops and with the cheapest of parallel edges, as JGraphT's algorithms expect. */
    private static Graph<Integer, DefaultWeightedEdge> mirror(SteinerInstance instance) {
        Graph<Integer, DefaultWeightedEdge> graph = new SimpleWeightedGraph<>(DefaultWeightedEdge.class);
        for (int v = 0; v < instance.vertexCount(); v++) {
            graph.addVertex(v);
        }
        for (int e = 0; e < instance.edgeCount(); e++) {
            int u = instance.tail(e);
            int v = instance.head(e);
            if (u != v && !graph.containsEdge(u, v)) {
                graph.setEdgeWeight(graph.addEdge(u, v), instance.weight(e));
            } else if (u != v) {
                graph.setEdgeWeight(u, v, Math.min(graph.getEdgeWeight(graph.getEdge(u, v)), instance.weight(e)));
            }
        }
        return graph;
    }

    private static Graph<Integer, DefaultWeightedEdge> treeOf(
            SteinerInstance instance, int[] edges, Graph<Integer, DefaultWeightedEdge> graph) {
        Set<Integer> ends = new HashSet<>();
        Set<DefaultWeightedEdge> kept = new HashSet<>();
        for (int e : edges) {
            kept.add(graph.getEdge(instance.tail(e), instance.head(e)));
            ends.add(instance.tail(e));
            ends.add(instance.head(e));
        }
        return new AsSubgraph<>(graph, ends, kept);
    }

    @Property(tries = 40)
    void solve_randomGraph_isATreeNoDearerThanKouMarkowskyBerman(
            @ForAll @IntRange(min = 10, max = 150) int vertices,
            @ForAll @IntRange(max = 300) int edges,
            @ForAll @IntRange(min = 2, max = 40) int terminals,
            @ForAll long seed) {
        SteinerInstance instance = SmallInstances.random(vertices, edges, terminals, 30, seed);
        Graph<Integer, DefaultWeightedEdge> graph = mirror(instance);
        Set<Integer> wanted = new HashSet<>();
        IntStream.of(instance.terminals()).forEach(wanted::add);
        double theirs = new KouMarkowskyBermanAlgorithm<>(graph).getSteinerTree(wanted).getWeight();

        SteinerAnswer answer = solved(instance);
        Graph<Integer, DefaultWeightedEdge> tree = treeOf(instance, answer.edges(), graph);
        if (wanted.size() > 1) {
            assertThat(GraphTests.isTree(tree)).isTrue();
            assertThat(tree.vertexSet()).containsAll(wanted);
        }
        double cost = tree.edgeSet().stream().mapToDouble(tree::getEdgeWeight).sum();
        assertThat(answer.cost()).isEqualTo(cost).isBetween(theirs / 2, theirs);
        assertThat(answer.lowerBound()).isLessThanOrEqualTo(theirs);
    }

    @Property(tries = 40)
    void solve_allVerticesTerminals_costsAsKruskalsTree(
            @ForAll @IntRange(min = 2, max = 150) int vertices,
            @ForAll @IntRange(max = 300) int edges,
            @ForAll long seed) {
        SteinerInstance instance = withTerminals(
                SmallInstances.random(vertices, edges, 1, 30, seed), IntStream.range(0, vertices).toArray());
        double theirs = new KruskalMinimumSpanningTree<>(mirror(instance)).getSpanningTree().getWeight();
        assertThat(solved(instance).cost()).isEqualTo(theirs);
    }

    @Property(tries = 40)
    void solve_twoTerminals_costsAsDijkstrasPath(
            @ForAll @IntRange(min = 2, max = 150) int vertices,
            @ForAll @IntRange(max = 300) int edges,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] ends = {random.nextInt(vertices), random.nextInt(vertices)};
        SteinerInstance instance = withTerminals(SmallInstances.random(vertices, edges, 1, 30, seed), ends);
        double theirs = new DijkstraShortestPath<>(mirror(instance)).getPathWeight(ends[0], ends[1]);
        assertThat(solved(instance).cost()).isEqualTo(theirs);
    }
}
