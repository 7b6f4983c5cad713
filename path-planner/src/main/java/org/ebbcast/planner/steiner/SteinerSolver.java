package org.ebbcast.planner.steiner;

import java.util.SplittableRandom;

/**
 * Finds cheap Steiner trees and proves how cheap they can be at most.
 *
 * <p>A tree grown by the shortest path heuristic is improved by local search; reductions and dual ascent make the
 * graph smaller and give a lower bound; multistart with recombination uses the rest of the budget on what is left.
 * The answer is the best tree found, improved monotonically, so the caller may give any budget. The same instance,
 * seed and number of rounds give the same answer everywhere; a budget of time depends on the machine. Memory: about
 * 600 bytes an edge.
 */
public final class SteinerSolver {
    private SteinerSolver() {}

    /**
     * Solves {@code instance} as well as {@code budget} allows; the first tree is finished even when that is nothing.
     *
     * @throws TerminalsApartException when no tree connects the terminals, naming two that stay apart
     */
    public static SteinerAnswer solve(SteinerInstance instance, Budget budget, long seed) {
        return new SteinerComputation(instance, budget, new SplittableRandom(seed), true).run();
    }
}
