package org.ebbcast.planner.packing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ebbcast.planner.PlannedTree;

/**
 * Targets that are served by the same trees, each tree carrying the part of the content that its rate is of the sum.
 *
 * <p>Owned by the planning of one request.
 */
public final class Cohort {
    private final int[] targets;
    private final List<int[]> trees = new ArrayList<>();
    private final List<Integer> roots = new ArrayList<>();
    private long[] rates = new long[0];

    /** A cohort without trees; {@code targets} ascending. */
    public Cohort(int[] targets) {
        this.targets = targets;
    }

    /** Adds a tree; its arcs each after the arc that reaches its tail. */
    public void add(int root, int[] arcs, long rateBitsPerSecond) {
        roots.add(root);
        trees.add(arcs);
        rates = Arrays.copyOf(rates, trees.size());
        rates[trees.size() - 1] = rateBitsPerSecond;
    }

    public int[] targets() {
        return targets;
    }

    public int treeCount() {
        return trees.size();
    }

    int root(int tree) {
        return roots.get(tree);
    }

    public int[] arcs(int tree) {
        return trees.get(tree);
    }

    public long rate(int tree) {
        return rates[tree];
    }

    /** Raises the rate of {@code tree}. */
    public void raise(int tree, long byBitsPerSecond) {
        rates[tree] += byBitsPerSecond;
    }

    /** Bits per second at which every target of this cohort receives. */
    public long commonRate() {
        long sum = 0;
        for (long rate : rates) {
            sum += rate;
        }
        return sum;
    }

    /** The trees with their shares of the content, which together are all of it. */
    public List<PlannedTree> planned() {
        double total = commonRate();
        List<PlannedTree> planned = new ArrayList<>();
        double from = 0;
        long before = 0;
        for (int t = 0; t < trees.size(); t++) {
            before += rates[t];
            double to = t == trees.size() - 1 ? 1 : before / total;
            planned.add(PlannedTree.of(roots.get(t), trees.get(t), targets, rates[t], from, to));
            from = to;
        }
        return planned;
    }
}
