package org.ebbcast.planner.steiner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A few good trees that differ. A newcomer is refused when the pool has the same tree or only better ones; it takes
 * the place of the most similar tree among those no better, so that the pool stays diverse.
 */
final class ElitePool {
    private final int capacity;
    private final List<int[]> trees = new ArrayList<>();
    private final List<Double> costs = new ArrayList<>();

    ElitePool(int capacity) {
        this.capacity = capacity;
    }

    int size() {
        return trees.size();
    }

    int[] pick(SplittableRandom random) {
        return trees.get(random.nextInt(trees.size()));
    }

    int[] tree(int index) {
        return trees.get(index);
    }

    void clear() {
        trees.clear();
        costs.clear();
    }

    /** Offers a tree; its edges are sorted in place. Returns whether the pool changed. */
    boolean offer(int[] edges, double cost) {
        Arrays.sort(edges);
        for (int i = 0; i < trees.size(); i++) {
            if (costs.get(i) == cost && Arrays.equals(trees.get(i), edges)) {
                return false;
            }
        }
        if (trees.size() < capacity) {
            trees.add(edges);
            costs.add(cost);
            return true;
        }
        int victim = mostSimilarNoBetter(edges, cost);
        if (victim < 0) {
            return false;
        }
        trees.set(victim, edges);
        costs.set(victim, cost);
        return true;
    }

    private int mostSimilarNoBetter(int[] edges, double cost) {
        int victim = -1;
        int mostShared = -1;
        for (int i = 0; i < trees.size(); i++) {
            if (costs.get(i) >= cost) {
                int shared = shared(trees.get(i), edges);
                if (shared > mostShared) {
                    mostShared = shared;
                    victim = i;
                }
            }
        }
        return victim;
    }

    private static int shared(int[] a, int[] b) {
        int both = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            if (a[i] == b[j]) {
                both++;
                i++;
                j++;
            } else if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        return both;
    }
}
