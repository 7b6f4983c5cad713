package org.ebbcast.planner.steiner;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Walks of small perturbations, and recombination of where they end.
 *
 * <p>A step improves the current tree under costs with noise, which breaks the many ties of uniform costs anew, and
 * then under the true costs; it is taken unless it got dearer. A walk that finds nothing better for long ends in an
 * elite pool. The next starts from a tree grown under perturbed costs, later from one that is led along the edges of
 * two trees of the pool (after Pajor, Uchoa and Werneck, "A robust and scalable algorithm for the Steiner problem in
 * graphs", Mathematical Programming Computation 10, 2018, sections 4 and 5). Every choice comes from one seeded
 * generator. Owned by one computation.
 */
final class EvolutionarySearch {
    private static final int POOL = 16;
    private static final int FRESH = 4;
    private static final int LEAST_PATIENCE = 8;
    private static final int MOST_PATIENCE = 400;
    private static final int NOISY_PASSES = 2;
    private static final double SPREAD = 0.5;

    private final CostGraph graph;
    private final CostGraph perturbed;
    private final ShortestPathHeuristic paths;
    private final LocalSearch trueSearch;
    private final LocalSearch perturbedSearch;
    private final SplittableRandom random;
    private final ElitePool pool = new ElitePool(POOL);
    private final int[] order;
    /* Few terminals leave few trees to walk to, so new starts find more there. */
    private final int patience;
    private final int[] inTrees;
    private int[] best;
    private double bestCost;
    private int[] current;
    private double currentCost;
    private int stagnation;

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
        this.patience = Math.min(MOST_PATIENCE, LEAST_PATIENCE + graph.terminals.length);
        this.order = new int[graph.vertexCount];
        this.inTrees = new int[graph.edgeCount];
        for (int v = 0; v < order.length; v++) {
            order[v] = v;
        }
        best = start;
        bestCost = graph.costOf(start);
        current = start;
        currentCost = bestCost;
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

    /** One step of the walk; a walk that found nothing for long ends in the pool, and the next starts from two of it. */
    void round(Budget budget) {
        if (stagnation > patience) {
            pool.offer(current, currentCost);
            start(pool.size() < FRESH ? fresh(budget) : combined(pool.pick(random), pool.pick(random), budget));
        }
        int[] next = walked(current, SPREAD * random.nextDouble(), budget);
        double cost = graph.costOf(next);
        stagnation = cost < currentCost ? 0 : stagnation + 1;
        if (cost <= currentCost) {
            current = next;
            currentCost = cost;
            keepIfBest(next, cost);
        }
    }

    private void start(int[] tree) {
        current = tree;
        currentCost = graph.costOf(tree);
        stagnation = 0;
        keepIfBest(tree, currentCost);
    }

    private void keepIfBest(int[] tree, double cost) {
        if (cost < bestCost) {
            best = tree.clone();
            bestCost = cost;
        }
    }

    /** Takes in a tree found elsewhere. */
    void consider(int[] tree) {
        double cost = graph.costOf(tree);
        keepIfBest(tree, cost);
        pool.offer(tree.clone(), cost);
    }

    /* Improved under noisy costs, which break ties anew, then under the true ones. */
    private int[] walked(int[] tree, double spread, Budget budget) {
        for (int e = 0; e < graph.edgeCount; e++) {
            perturbed.cost[e] = graph.cost[e] * (1 + spread * random.nextDouble());
        }
        perturbed.reprice();
        shuffle();
        int[] moved = perturbedSearch.improve(tree, order, NOISY_PASSES, budget);
        return trueSearch.improve(moved, order, budget);
    }

    private int[] fresh(Budget budget) {
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
