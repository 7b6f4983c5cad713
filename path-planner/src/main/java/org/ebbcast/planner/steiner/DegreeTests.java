package org.ebbcast.planner.steiner;

import org.ebbcast.planner.internal.IntList;

/**
 * Reductions that look at one vertex: a dead end that is no terminal goes, a vertex of degree two that is no terminal
 * becomes one edge, a terminal's only edge is fixed, and so is its cheapest edge when that leads to a terminal or
 * costs nothing.
 *
 * <p>Hwang, Richards and Winter, The Steiner Tree Problem (1992), section II.2.2. Near linear, by a work list.
 */
final class DegreeTests {
    private DegreeTests() {}

    /** Reduces until nothing changes. */
    static void reduce(ShrinkingGraph graph) {
        IntList open = new IntList();
        for (int v = 0; v < graph.vertexCount(); v++) {
            open.add(v);
        }
        while (!open.isEmpty()) {
            int v = open.removeLast();
            if (graph.degree(v) == 0) {
                continue;
            }
            if (graph.isTerminal(v)) {
                reduceTerminal(graph, v, open);
            } else if (graph.degree(v) == 1) {
                open.add(graph.target(graph.firstHalf(v)));
                graph.delete(graph.firstHalf(v) >> 1);
            } else if (graph.degree(v) == 2) {
                int half = graph.firstHalf(v);
                open.add(graph.target(half));
                open.add(graph.target(graph.nextHalf(half)));
                graph.splice(v);
            }
        }
    }

    private static void reduceTerminal(ShrinkingGraph graph, int v, IntList open) {
        if (graph.terminalCount() == 1) {
            return;
        }
        int cheapest = graph.firstHalf(v);
        for (int h = cheapest; h >= 0; h = graph.nextHalf(h)) {
            double cost = graph.cost(h >> 1);
            double least = graph.cost(cheapest >> 1);
            if (cost < least || cost == least && graph.isTerminal(graph.target(h))) {
                cheapest = h;
            }
        }
        boolean certain = graph.degree(v) == 1
                || graph.isTerminal(graph.target(cheapest))
                || graph.cost(cheapest >> 1) == 0;
        if (certain) {
            int other = graph.target(cheapest);
            for (int end : new int[] {v, other}) {
                for (int h = graph.firstHalf(end); h >= 0; h = graph.nextHalf(h)) {
                    open.add(graph.target(h));
                }
            }
            open.add(graph.contract(cheapest >> 1));
        }
    }
}
