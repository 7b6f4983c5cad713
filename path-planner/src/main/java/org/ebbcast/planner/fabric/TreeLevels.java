package org.ebbcast.planner.fabric;

import java.util.Arrays;
import org.ebbcast.planner.internal.IntList;

/**
 * Breadth-first levels of all switches from a root over arcs of at least some rate, kept up to date while arcs become
 * wide enough or too narrow.
 *
 * <p>As by Ramalingam and Reps, "An incremental algorithm for a generalization of the shortest-path problem" (Journal
 * of Algorithms 21, 1996): switches that lost every neighbour one level above are found level by level, get their new
 * levels from the others, then arcs that came in lower levels further. Owned by one {@link RepairableTree}.
 */
final class TreeLevels {
    static final int FAR = Integer.MAX_VALUE / 2;
    static final int NONE = -1;

    /** Level of each switch; {@link #FAR} where it is not reached. */
    final int[] level;
    /** Switches whose level the last repair changed, some of them twice. */
    final IntList moved = new IntList();

    private final Fabric fabric;
    private final int[] idle;
    private final int[] queue;
    private final int[] supporter;
    private final boolean[] lost;
    private final IntList affected = new IntList();
    private final IntList[] buckets = new IntList[64];
    private int rate;
    private int root;

    /** @param idle idle rate of each arc; read again at each repair */
    TreeLevels(Fabric fabric, int[] idle) {
        this.fabric = fabric;
        this.idle = idle;
        level = new int[fabric.switchCount];
        queue = new int[fabric.switchCount];
        supporter = new int[fabric.switchCount];
        lost = new boolean[fabric.switchCount];
        Arrays.fill(supporter, NONE);
        for (int b = 0; b < buckets.length; b++) {
            buckets[b] = new IntList();
        }
    }

    /** Computes all levels from {@code from} over arcs of at least {@code width}. */
    void spread(int from, int width) {
        rate = width;
        root = from;
        Arrays.fill(level, FAR);
        int size = 0;
        level[from] = 0;
        queue[size++] = from;
        for (int i = 0; i < size; i++) {
            int v = queue[i];
            if (!fabric.relays[v] && v != from) {
                continue;
            }
            for (int arc = fabric.firstArc[v], end = fabric.firstArc[v + 1]; arc < end; arc++) {
                if (idle[arc] >= rate && level[fabric.head[arc]] == FAR) {
                    level[fabric.head[arc]] = level[v] + 1;
                    queue[size++] = fabric.head[arc];
                }
            }
        }
    }

    /** The first arc out of {@code v} whose other direction enters it from one level above, or {@link #NONE}. */
    int firstAbove(int v) {
        int above = level[v] - 1;
        for (int out = fabric.firstArc[v], end = fabric.firstArc[v + 1]; out < end; out++) {
            if (level[fabric.head[out]] == above && carries(out)) {
                return out;
            }
        }
        return NONE;
    }

    /* Whether the neighbour at the end of out may send back along its link at the tree's rate. */
    private boolean carries(int out) {
        int u = fabric.head[out];
        return idle[fabric.reverse[out]] >= rate && (fabric.relays[u] || u == root);
    }

    private void queueAt(int v) {
        buckets[Math.min(level[v], buckets.length - 1)].add(v);
    }

    /** Repairs the levels after the arcs of {@code batch} changed. */
    void repair(BatchOfArcs batch) {
        moved.clear();
        raise(batch);
        lower(batch);
    }

    private void raise(BatchOfArcs batch) {
        IntList removed = batch.removed;
        for (int i = 0; i < removed.size(); i++) {
            int v = batch.head[removed.get(i)];
            if (level[v] < FAR && v != root && level[batch.tail[removed.get(i)]] + 1 == level[v]) {
                queueAt(v);
            }
        }
        affected.clear();
        for (IntList bucket : buckets) {
            for (int i = 0; i < bucket.size(); i++) {
                int v = bucket.get(i);
                if (!lost[v] && !isSupported(v)) {
                    lose(v);
                }
            }
            bucket.clear();
        }
        relevel();
    }

    private void lose(int v) {
        lost[v] = true;
        affected.add(v);
        for (int arc = fabric.firstArc[v]; fabric.relays[v] && arc < fabric.firstArc[v + 1]; arc++) {
            int w = fabric.head[arc];
            if (level[w] == level[v] + 1 && idle[arc] >= rate) {
                queueAt(w);
            }
        }
    }

    /* The neighbour that was found last time is asked first. */
    private boolean isSupported(int v) {
        if (supporter[v] != NONE && supports(supporter[v], v)) {
            return true;
        }
        for (int out = fabric.firstArc[v]; out < fabric.firstArc[v + 1]; out++) {
            if (supports(out, v)) {
                supporter[v] = out;
                return true;
            }
        }
        return false;
    }

    private boolean supports(int out, int v) {
        int u = fabric.head[out];
        return level[u] == level[v] - 1 && !lost[u] && carries(out);
    }

    private void relevel() {
        for (int i = 0; i < affected.size(); i++) {
            int v = affected.get(i);
            level[v] = FAR;
            moved.add(v);
        }
        for (int i = 0; i < affected.size(); i++) {
            int v = affected.get(i);
            lost[v] = false;
            for (int out = fabric.firstArc[v]; out < fabric.firstArc[v + 1]; out++) {
                int u = fabric.head[out];
                if (level[u] < FAR && carries(out)) {
                    level[v] = Math.min(level[v], level[u] + 1);
                }
            }
            if (level[v] < FAR) {
                queueAt(v);
            }
        }
        settleBuckets();
    }

    private void lower(BatchOfArcs batch) {
        IntList added = batch.added;
        for (int i = 0; i < added.size(); i++) {
            int u = batch.tail[added.get(i)];
            int v = batch.head[added.get(i)];
            boolean lowers = level[u] + 1 < level[v]
                    && idle[fabric.reverse[batch.out[added.get(i)]]] >= rate
                    && (fabric.relays[u] || u == root);
            if (lowers) {
                level[v] = level[u] + 1;
                moved.add(v);
                queueAt(v);
            }
        }
        settleBuckets();
    }

    /* Lowers neighbours' levels from the queued switches on, lowest first. */
    private void settleBuckets() {
        for (IntList bucket : buckets) {
            for (int i = 0; i < bucket.size(); i++) {
                int v = bucket.get(i);
                boolean sends = fabric.relays[v] || v == root;
                for (int arc = fabric.firstArc[v]; sends && arc < fabric.firstArc[v + 1]; arc++) {
                    int w = fabric.head[arc];
                    if (idle[arc] >= rate && level[v] + 1 < level[w]) {
                        level[w] = level[v] + 1;
                        moved.add(w);
                        queueAt(w);
                    }
                }
            }
            bucket.clear();
        }
    }
}
