package org.ebbcast.planner.steiner;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Multistart with recombination: trees grown under perturbed costs and improved under the true ones fill an elite
 * pool; pairs of the pool are combined by a tree that is led along the edges of both.
 *
 * <p>After Pajor, Uchoa and Werneck, "A robust and scalable algorithm for the Steiner problem in graphs" (Mathematical
 * Programming Computation 10, 2018), sections 4 and 5. Every choice comes from one seeded generator. Owned by one
 * computation.
 */
final class EvolutionarySearch {
    private static final int POOL = 16;

    private final CostGraph graph;
    private final CostGraph perturbed;
    private final ShortestPathHeuristic paths;
    private final LocalSearch trueSearch;
    private final LocalSearch perturbedSearch;
    private final SplittableRandom random;
    private final ElitePool pool = new ElitePool(POOL);
    private final int[] order;
    private final int[] inTrees;
    private int[] best;
    private double bestCost;

    /**
     * @param start a tree of {@code graph}
     */
    EvolutionarySearch(CostGraph graph, int[] start, SplittableRandom random) {
        this.graph = graph;
        this.perturbed = graph.twin();
        this.paths = new ShortestPathHeuristic(graph);
        this.trueSearch = new LocalSearch(graph);
        this.perturbedSearch = new LocalSearch(perturbed);
        this.random = random;
        this.order = new int[graph.vertexCount];
        this.inTrees = new int[graph.edgeCount];
        for (int v = 0; v < order.length; v++) {
            order[v] = v;
        }
        best = start;
        bestCost = graph.costOf(start);
        pool.offer(start.clone(), bestCost);
    }

    int[] best() {
        return best;
    }

    double bestCost() {
        return bestCost;
    }

    ElitePool pool() {
        return pool;
    }

    /** One new tree, and one that combines it with the pool. */
    void round(Budget budget) {
        shuffle();
        int[] fresh = perturbedTree(budget);
        consider(fresh);
        if (pool.size() > 1 && !budget.spent()) {
            int[] other = pool.pick(random);
            int[] child = combined(fresh, other, budget);
            consider(child);
        }
    }

    /** Takes in a tree found elsewhere. */
    void consider(int[] tree) {
        double cost = graph.costOf(tree);
        if (cost < bestCost) {
            best = tree.clone();
            bestCost = cost;
        }
        pool.offer(tree.clone(), cost);
    }

    private int[] perturbedTree(Budget budget) {
        double spread = 0.25 + 0.75 * random.nextDouble();
        for (int e = 0; e < graph.edgeCount; e++) {
            perturbed.cost[e] = graph.cost[e] * (1 + spread * random.nextDouble());
        }
        return grownAndImproved(budget);
    }

    private int[] combined(int[] a, int[] b, Budget budget) {
        Arrays.fill(inTrees, 0);
        count(a);
        count(b);
        for (int e = 0; e < graph.edgeCount; e++) {
            double factor = inTrees[e] == 2 ? 1 : inTrees[e] == 1 ? 1.5 + random.nextDouble() : 6 + 6 * random.nextDouble();
            perturbed.cost[e] = graph.cost[e] * factor;
        }
        return grownAndImproved(budget);
    }

    private void count(int[] tree) {
        for (int e : tree) {
            inTrees[e]++;
        }
    }

    /* Grown and first improved under the perturbed costs, which break the ties of the true ones. */
    private int[] grownAndImproved(Budget budget) {
        perturbed.reprice();
        int root = graph.terminals[random.nextInt(graph.terminals.length)];
        int[] tree = perturbedSearch.spanning(paths.grow(root, perturbed.cost));
        tree = perturbedSearch.improve(tree, order, budget);
        return trueSearch.improve(tree, order, budget);
    }

    private void shuffle() {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
