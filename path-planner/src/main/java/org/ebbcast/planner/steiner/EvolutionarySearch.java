package org.ebbcast.planner.steiner;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ebbcast.planner.internal.IntList;

/**
 * Walks of small perturbations, and recombination of where they end.
 *
 * <p>A step improves the current tree under costs with noise, which breaks the many ties of uniform costs anew, and
 * then under the true costs; it is taken unless it got dearer. Between steps {@link LargeNeighbourhoodSearch} solves
 * parts of the tree anew, as often as that pays ({@link MoveShares}). A walk that finds nothing better for long ends
 * in an elite pool. The next starts from a tree grown under perturbed costs, later from one that is led along the
 * edges of two trees of the pool, or from a solution of the union of several (after Pajor, Uchoa and Werneck, "A
 * robust and scalable algorithm for the Steiner problem in graphs", Mathematical Programming Computation 10, 2018,
 * sections 4 and 5). Every choice comes from one seeded generator. Owned by one computation.
 */
final class EvolutionarySearch {
    private static final int POOL = 16;
    private static final int FRESH = 4;
    private static final int FEW_TERMINALS = 48;
    private static final int LEAST_PATIENCE = 8;
    private static final int MOST_PATIENCE = 400;
    private static final int MERGING_ROUNDS = 40;
    private static final int NOISY_PASSES = 2;
    private static final double SPREAD = 0.5;

    private final CostGraph graph;
    private final CostGraph perturbed;
    private final ShortestPathHeuristic paths;
    private final LocalSearch trueSearch;
    private final LocalSearch perturbedSearch;
    private final SplittableRandom random;
    private final LargeNeighbourhoodSearch windows;
    private final MoveShares shares = new MoveShares();
    private final ElitePool pool = new ElitePool(POOL);
    private final int[] order;
    /* Few terminals leave few trees to walk to, so new starts find more there. */
    private final int mostPatience;
    private final boolean merging;
    private final boolean fewTerminals;
    private int patience;
    private double[] guide = {};
    private final int[] inTrees;
    private int[] best;
    private double bestCost;
    private int[] current;
    private double currentCost;
    private int stagnation;

    /**
     * @param start a tree of {@code graph}
     */
    EvolutionarySearch(CostGraph graph, int[] start, SplittableRandom random, boolean merging) {
        this.merging = merging;
        this.fewTerminals = graph.terminals.length < FEW_TERMINALS;
        this.graph = graph;
        this.perturbed = graph.twin();
        this.paths = new ShortestPathHeuristic(graph);
        this.trueSearch = new LocalSearch(graph);
        this.perturbedSearch = new LocalSearch(perturbed);
        this.random = random;
        this.windows = new LargeNeighbourhoodSearch(graph, trueSearch, random);
        this.mostPatience = Math.min(MOST_PATIENCE, LEAST_PATIENCE + graph.terminals.length);
        this.patience = mostPatience / 2;
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

    /** One step or one window of the walk; a walk that found nothing for long ends in the pool, and the next starts from two of it. */
    void round(Budget budget) {
        if (stagnation > patience) {
            pool.offer(current, currentCost);
            start(successor(budget));
            patience = LEAST_PATIENCE + random.nextInt(mostPatience);
        }
        boolean window = merging && shares.next() == 1;
        double before = budget.fraction();
        int[] next = window ? windows.improve(current, budget) : step(budget);
        double cost = graph.costOf(next);
        boolean better = cost < currentCost;
        shares.note(window ? 1 : 0, budget.fraction() - before, better ? 1 - cost / currentCost : 0);
        stagnation = better ? 0 : stagnation + 1;
        if (cost <= currentCost) {
            current = next;
            currentCost = cost;
            keepIfBest(next, cost);
        }
    }

    private int[] step(Budget budget) {
        double part = random.nextDouble();
        return walked(current, SPREAD * part * part * part, budget);
    }

    private int[] successor(Budget budget) {
        if (pool.size() < FRESH || random.nextInt(fewTerminals ? 2 : 8) == 0) {
            return fresh(budget);
        }
        return merging && random.nextInt(3) > 0
                ? merged(budget)
                : combined(pool.pick(random), pool.pick(random), budget);
    }

    /* A good tree among the edges of some trees of the pool: a small problem, mostly reduced away (SCIP-Jack does so,
       Gamrath, Koch, Maher, Rehfeldt and Shinano, Mathematical Programming Computation 9, 2017, section 3.2). */
    private int[] merged(Budget budget) {
        Arrays.fill(inTrees, 0);
        for (int parents = 2 + random.nextInt(4); parents > 0; parents--) {
            count(pool.pick(random));
        }
        count(best);
        IntList union = new IntList();
        for (int e = 0; e < inTrees.length; e++) {
            if (inTrees[e] > 0) {
                union.add(e);
            }
        }
        int[] edges = union.toArray();
        SteinerInstance part = SteinerInstance.of(
                graph.vertexCount,
                Arrays.stream(edges).map(e -> graph.tailOf[e]).toArray(),
                Arrays.stream(edges).map(e -> graph.headOf[e]).toArray(),
                Arrays.stream(edges).mapToDouble(e -> graph.cost[e]).toArray(),
                graph.terminals);
        SteinerAnswer answer =
                new SteinerComputation(part, budget.rounds(MERGING_ROUNDS), random.split(), false).run();
        int[] tree = Arrays.stream(answer.edges()).map(e -> edges[e]).toArray();
        return trueSearch.improve(tree, order, budget);
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
        blend(guide.length > 0 && random.nextBoolean() ? random.nextDouble() : 0);
        for (int e = 0; e < graph.edgeCount; e++) {
            perturbed.cost[e] *= 1 + spread * random.nextDouble();
        }
        perturbed.reprice();
        shuffle();
        int[] moved = perturbedSearch.improve(tree, order, NOISY_PASSES, budget);
        return trueSearch.improve(moved, order, budget);
    }

    private int[] fresh(Budget budget) {
        double spread = 0.25 + (fewTerminals ? 1.75 : 0.75) * random.nextDouble();
        blend(guide.length > 0 && random.nextBoolean() ? random.nextDouble() : 0);
        for (int e = 0; e < graph.edgeCount; e++) {
            perturbed.cost[e] *= 1 + spread * random.nextDouble();
        }
        return grownAndImproved(budget);
    }

    /* True costs, blended with reduced ones: dual variables know which of the dear edges cannot be helped. */
    private void blend(double part) {
        for (int e = 0; e < graph.edgeCount; e++) {
            perturbed.cost[e] = part == 0 ? graph.cost[e] : (1 - part) * graph.cost[e] + part * guide[e];
        }
    }

    /** Takes reduced costs, one per edge, that walks may be led by. */
    void guide(double[] reducedCosts) {
        guide = reducedCosts;
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
