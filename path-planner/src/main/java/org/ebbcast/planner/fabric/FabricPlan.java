package org.ebbcast.planner.fabric;

import java.util.List;

/**
 * Trees with rates, and which of them each target listens to. Immutable by convention.
 *
 * <p>When all targets share all trees, no memory is spent per target.
 */
public final class FabricPlan {
    final List<FabricTree> trees;
    private final char[] treesOfHost;
    private final int boundRate;
    private final double provenRate;

    FabricPlan(List<FabricTree> trees, char[] treesOfHost, int boundRate) {
        this(trees, treesOfHost, boundRate, boundRate);
    }

    /** @param provenRate what so many trees cannot exceed, at most the bound */
    FabricPlan(List<FabricTree> trees, char[] treesOfHost, int boundRate, double provenRate) {
        this.trees = List.copyOf(trees);
        this.treesOfHost = treesOfHost;
        this.boundRate = boundRate;
        this.provenRate = provenRate;
    }

    public List<FabricTree> trees() {
        return trees;
    }

    /** Whether every target listens to every tree. */
    public boolean isShared() {
        return treesOfHost.length == 0;
    }

    /** Whether {@code host}, a target, listens to {@code tree}. */
    public boolean listens(int host, int tree) {
        return treesOfHost.length == 0 || (treesOfHost[host] >> tree & 1) != 0;
    }

    /** Sum of the rates of the trees that {@code host}, a target, listens to. */
    public long rateOf(int host) {
        long rate = 0;
        for (int t = 0; t < trees.size(); t++) {
            if (listens(host, t)) {
                rate += trees.get(t).rate;
            }
        }
        return rate;
    }

    /** No plan serves all targets at a higher common rate. */
    public int boundRate() {
        return boundRate;
    }

    /** No plan with as many trees serves all targets at a higher common rate. */
    double provenRate() {
        return provenRate;
    }
}
