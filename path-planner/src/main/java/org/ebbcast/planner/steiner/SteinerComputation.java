package org.ebbcast.planner.steiner;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ebbcast.planner.internal.IntList;

/** One run of {@link SteinerSolver}: what is known so far, and which step comes next. Owned by that run. */
final class SteinerComputation {
    private static final int ROOTS_A_ROUND = 3;
    private static final double WORTHWHILE = 0.02;
    private static final double REDUCING_TIME = 0.4;
    private static final double REDUCE_AGAIN_AFTER = 0.1;
    private static final double POLISHING_TIME = 0.08;
    private static final double POLISHING_AGAIN = 0.03;
    private static final int MOST_POLISHINGS = 10;
    private static final int STEPS_A_POLISHING = 20_000;
    private static final int STEPS_A_MERGER = 400;
    private static final int TREES_A_POLISHING = 40;
    private static final int STEPS_A_WINDOW = 60;
    private static final int TREES_A_WINDOW = 3;
    private static final double MOST_NANOS_OF_A_WINDOW = 2e7;

    private final SteinerInstance instance;
    private final Budget budget;
    private final SplittableRandom random;
    private final boolean merging;
    private final int[] start;
    private final double leastStep;
    private final ShrinkingGraph shrinking;
    private CompactedGraph compacted;
    private LocalSearch localSearch;
    private int[] order = new int[0];
    /* Reduced costs of the edges that are left, when they are known. */
    private double[] guide = {};

    private int[] bestOriginal = new int[0];
    private double bestCost = Double.POSITIVE_INFINITY;
    private double lowerBound;
    private boolean proven;

    /** @param merging whether trees of the pool are merged, which runs a computation inside this one */
    SteinerComputation(SteinerInstance instance, Budget budget, SplittableRandom random, boolean merging) {
        this(instance, budget, random, merging, new int[0]);
    }

    /** @param start edges of a tree that a window of a larger one is to improve, or none */
    SteinerComputation(
            SteinerInstance instance, Budget budget, SplittableRandom random, boolean merging, int[] start) {
        this.start = start;
        this.instance = instance;
        this.budget = budget;
        this.random = random;
        this.merging = merging;
        this.leastStep = instance.hasWholeWeights() ? 1 : 0;
        this.shrinking = new ShrinkingGraph(instance);
        Connectivity.requireConnected(instance);
        DegreeTests.reduce(shrinking);
        compact();
    }

    SteinerAnswer run() {
        int[] tree = first();
        record(tree);
        if (!proven) {
            tree = improved(tree);
            tree = reduce(tree);
        }
        if (!proven && exactly(TerminalSets.nanos(compacted.graph))) {
            int[] optimal = TerminalSets.tree(compacted.graph, budget);
            if (optimal.length > 0) {
                record(optimal);
                proven = true;
            }
        }
        if (!proven) {
            evolve(tightened(tree, POLISHING_TIME));
        }
        Arrays.sort(bestOriginal);
        return SteinerAnswer.of(bestOriginal, bestCost, proven ? bestCost : Math.min(bestCost, lowerBound));
    }

    private boolean exactly(double nanos) {
        return budget.allows(nanos) && (start.length == 0 || nanos < MOST_NANOS_OF_A_WINDOW);
    }

    private int[] first() {
        boolean[] marks = new boolean[compacted.graph.vertexCount];
        for (int e : start) {
            mark(instance.tail(e), marks);
            mark(instance.head(e), marks);
        }
        int[] tree = start.length > 0 ? localSearch.spanning(marks) : start;
        return tree.length > 0 ? tree : grow(compacted.graph.cost);
    }

    private void compact() {
        guide = new double[0];
        compacted = new CompactedGraph(shrinking);
        localSearch = new LocalSearch(compacted.graph);
        order = new int[compacted.graph.vertexCount];
        for (int v = 0; v < order.length; v++) {
            order[v] = v;
        }
    }

    private int[] grow(double[] cost) {
        CostGraph graph = compacted.graph;
        return localSearch.spanning(new ShortestPathHeuristic(graph).grow(anyTerminal(), cost));
    }

    private int[] improved(int[] tree) {
        int[] better = localSearch.improve(tree, order, budget);
        record(better);
        return better;
    }

    /* No tree where terminals are left means that none is better than the best known. */
    private void record(int[] tree) {
        if (tree.length == 0 && compacted.graph.terminals.length > 1) {
            proven = true;
            return;
        }
        proven |= compacted.graph.terminals.length <= 1;
        double cost = shrinking.fixedCost() + compacted.graph.costOf(tree);
        if (cost < bestCost) {
            IntList edges = new IntList();
            shrinking.expandFixed(edges);
            for (int e : tree) {
                shrinking.expand(compacted.edgeOf[e], edges);
            }
            bestOriginal = edges.toArray();
            bestCost = cost;
        }
    }

    /* Reduces and ascends until that no longer pays; returns a tree of the graph that is left. */
    private int[] reduce(int[] start) {
        int[] tree = start;
        int edges = Integer.MAX_VALUE;
        while (!proven && reducingTime() && compacted.graph.edgeCount < edges * (1 - WORTHWHILE)) {
            edges = compacted.graph.edgeCount;
            tree = deleteByDistance(tree);
            for (int i = 0; !proven && i < ROOTS_A_ROUND && reducingTime(); i++) {
                tree = ascendAndDelete(tree);
            }
        }
        return tree;
    }

    /* A merger is given rounds, not time of its own. */
    private boolean reducingTime() {
        return budget.fraction() < (merging ? REDUCING_TIME : 1);
    }

    private int[] deleteByDistance(int[] tree) {
        SpecialDistanceTest test = new SpecialDistanceTest(compacted.graph);
        int[] useless = test.useless();
        for (int e : useless) {
            shrinking.delete(compacted.edgeOf[e]);
        }
        for (int e : test.certain()) {
            if (shrinking.isAlive(compacted.edgeOf[e])) {
                shrinking.contract(compacted.edgeOf[e]);
            }
        }
        return afterDeleting(tree);
    }

    private int[] ascendAndDelete(int[] tree) {
        DualAscent ascent = new DualAscent(compacted.graph);
        double bound = ascent.ascend(anyTerminal(), budget);
        raiseBound(bound);
        if (!ascent.isComplete()) {
            return tree;
        }
        int[] kept = pruned(ascent, tree);
        return proven ? kept : deleteByBound(ascent, bound, kept);
    }

    /* A share of the time goes into better dual variables, for the bound and for the trees that they lead to. */
    private int[] tightened(int[] tree, double share) {
        int[] best = tree;
        double until = merging ? budget.fraction() + share * (1 - budget.fraction()) : 1;
        int steps = merging ? STEPS_A_POLISHING : start.length > 0 ? STEPS_A_WINDOW : STEPS_A_MERGER;
        int trees = start.length > 0 ? TREES_A_WINDOW : TREES_A_POLISHING;
        for (int round = 0; !proven && round < MOST_POLISHINGS && budget.fraction() < until; round++) {
            DualAscent ascent = new DualAscent(compacted.graph);
            ascent.record();
            double bound = ascent.ascend(anyTerminal(), budget);
            if (!ascent.isComplete()) {
                return best;
            }
            DualPolish polish = new DualPolish(compacted.graph, ascent, bound, random.split());
            for (int step = 1; !proven && step <= steps && budget.fraction() < until; step++) {
                polish.step(budget);
                raiseBound(polish.bound());
                if (step % (steps / trees) == 0) {
                    best = pruned(ascent, best);
                }
            }
            CompactedGraph before = compacted;
            best = proven ? best : deleteByBound(ascent, polish.bound(), best);
            if (compacted == before) {
                guide = ascent.reducedCosts();
                return best;
            }
        }
        return best;
    }

    private int anyTerminal() {
        return compacted.graph.terminals[random.nextInt(compacted.graph.terminals.length)];
    }

    /* The tree, or a cheaper one that grows along free arcs. */
    private int[] pruned(DualAscent ascent, int[] tree) {
        CostGraph graph = compacted.graph;
        int[] other = improved(grow(ascent.freeCosts()));
        return graph.costOf(other) < graph.costOf(tree) ? other : tree;
    }

    private int[] deleteByBound(DualAscent ascent, double bound, int[] tree) {
        CostGraph graph = compacted.graph;
        int[] useless = new BoundTest(graph).useless(ascent.root(), ascent.reduced, bound, limit());
        if (useless.length < graph.edgeCount * WORTHWHILE / 2) {
            return tree;
        }
        for (int e : useless) {
            shrinking.delete(compacted.edgeOf[e]);
        }
        return afterDeleting(tree);
    }

    /* Only trees of the graph that is left below this cost are of interest. */
    private double limit() {
        return bestCost - shrinking.fixedCost() - leastStep + 1e-6 * leastStep;
    }

    private void raiseBound(double boundHere) {
        double bound = shrinking.fixedCost() + boundHere;
        lowerBound = Math.max(lowerBound, Math.min(bestCost, leastStep > 0 ? Math.ceil(bound - 1e-6) : bound));
        proven |= leastStep > 0 && lowerBound > bestCost - leastStep + 1e-6;
    }

    private int[] afterDeleting(int[] tree) {
        DegreeTests.reduce(shrinking);
        CompactedGraph before = compacted;
        compact();
        int[] mapped = mapped(before, tree);
        int[] now = mapped.length > 0 ? mapped : grow(compacted.graph.cost);
        record(now);
        return proven ? now : improved(now);
    }

    /* The tree on the vertices that are left of it; empty when that is none. */
    private int[] mapped(CompactedGraph before, int[] tree) {
        boolean[] marks = new boolean[compacted.graph.vertexCount];
        for (int e : tree) {
            mark(before.vertexOf[before.graph.tailOf[e]], marks);
            mark(before.vertexOf[before.graph.headOf[e]], marks);
        }
        for (int t : compacted.graph.terminals) {
            marks[t] = true;
        }
        return localSearch.spanning(marks);
    }

    private void mark(int v, boolean[] marks) {
        int here = compacted.vertexHere[shrinking.current(v)];
        if (here >= 0) {
            marks[here] = true;
        }
    }

    private void evolve(int[] start) {
        EvolutionarySearch search = new EvolutionarySearch(compacted.graph, start, random.split(), merging);
        search.guide(guide);
        double reducedAt = budget.fraction();
        while (!proven && budget.takeRound()) {
            search.round(budget);
            record(search.best());
            if (budget.fraction() > reducedAt + REDUCE_AGAIN_AFTER) {
                reducedAt = budget.fraction();
                search = reducedAgain(search);
            }
        }
    }

    private EvolutionarySearch reducedAgain(EvolutionarySearch search) {
        CompactedGraph before = compacted;
        int[] tree = merging ? tightened(search.best(), POLISHING_AGAIN) : ascendAndDelete(search.best());
        if (proven || compacted == before) {
            search.guide(guide);
            return search;
        }
        EvolutionarySearch next = new EvolutionarySearch(compacted.graph, tree, random.split(), merging);
        next.guide(guide);
        for (int i = 0; i < search.pool().size(); i++) {
            int[] mapped = mapped(before, search.pool().tree(i));
            if (mapped.length > 0) {
                next.consider(mapped);
            }
        }
        return next;
    }
}
