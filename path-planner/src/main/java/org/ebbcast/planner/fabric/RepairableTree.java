package org.ebbcast.planner.fabric;

import java.util.Arrays;
import org.ebbcast.planner.internal.IntList;

/**
 * The widest tree from one source to all targets, kept up to date while idle rates change.
 *
 * <p>The tree is canonical: its rate is the greatest at which a source reaches all targets, its root the first source
 * that does, levels are breadth-first distances over arcs of that rate, and each switch hangs from the first of its
 * neighbours, in the order of its arcs, that is one level above. So a repaired tree equals one planned anew. Owned by
 * one computation, which also owns the idle rates from now on.
 */
public final class RepairableTree {
    /*
     * Levels follow Ramalingam and Reps, "An incremental algorithm for a generalization of the shortest-path problem"
     * (Journal of Algorithms 21, 1996): switches that lost every neighbour one level above are found level by level,
     * get their new levels from the others, then arcs that came in lower levels further. Parents are looked up again
     * where an arc or a neighbour's level changed. A count of the needed children says which switches are in the
     * tree. All is planned anew when the rate itself may change: a target's switch got narrower than the rate, the
     * one that limits it got wider, a target is cut off, or an earlier source may do now.
     */
    private static final int FAR = Integer.MAX_VALUE / 2;
    private static final int NONE = -1;

    private final FabricDemand demand;
    private final Fabric fabric;
    private final int[] idle;
    private final boolean[] wanted;
    private final int[] level;
    private final int[] toParent;
    private final int[] need;
    private final int[] queue;
    private final IntList added = new IntList();
    private final IntList removed = new IntList();
    private final IntList moved = new IntList();
    private final IntList[] buckets;
    private final boolean[] lost;
    private final int fixedLimit;
    private int rate;
    private int sourceIndex;
    private int root;
    private boolean limitedInside;

    /** Plans for all targets of {@code demand}, whose idle rates are copied. */
    public RepairableTree(FabricDemand demand) {
        this.demand = demand;
        fabric = demand.fabric;
        idle = demand.idle.clone();
        int n = fabric.switchCount;
        wanted = new boolean[n];
        level = new int[n];
        toParent = new int[n];
        need = new int[n];
        queue = new int[n];
        lost = new boolean[n];
        buckets = new IntList[64];
        for (int b = 0; b < buckets.length; b++) {
            buckets[b] = new IntList();
        }
        CutBounds cuts = new CutBounds(demand);
        int limit = 0;
        for (int source : demand.sources) {
            limit = Math.max(limit, demand.idleUp[source]);
        }
        for (int v = 0; v < n; v++) {
            wanted[v] = cuts.hasTarget(v);
            for (int h = fabric.firstHost[v]; h < fabric.firstHost[v + 1]; h++) {
                limit = demand.targets.get(h) ? Math.min(limit, demand.idleDown[h]) : limit;
            }
        }
        fixedLimit = limit;
        planAnew();
    }

    /** Rate of the tree in the demand's units; 0 when no tree reaches all targets. */
    public int rate() {
        return rate;
    }

    /** The host that sends. */
    public int source() {
        return demand.sources[sourceIndex];
    }

    /** Whether {@code v} is in the tree. */
    public boolean contains(int v) {
        return need[v] > 0 || v == root;
    }

    /** The arc by which the tree enters {@code v}, one of its switches but the root. */
    public int arcInto(int v) {
        return fabric.reverse[toParent[v]];
    }

    /** The root of the tree, a switch. */
    public int root() {
        return root;
    }

    /**
     * Sets new idle rates and repairs the tree; an arc named twice gets the later rate.
     *
     * @return whether a repair was enough; otherwise all was planned anew
     */
    public boolean update(int[] arcs, int[] newIdle) {
        added.clear();
        removed.clear();
        boolean sound = rate > 0;
        for (int i = 0; i < arcs.length; i++) {
            sound &= change(arcs[i], newIdle[i]);
        }
        if (sound) {
            moved.clear();
            raiseLevels();
            lowerLevels();
            sound = reattach();
        }
        if (!sound) {
            planAnew();
        }
        return sound;
    }

    /* False when the rate or the root may have to change. */
    private boolean change(int arc, int newIdle) {
        int before = idle[arc];
        int v = fabric.head[arc];
        idle[arc] = newIdle;
        boolean sound = true;
        if (before >= rate && newIdle < rate) {
            removed.add(arc);
            sound = !wanted[v] || v == root || entersElsewhere(v, arc, rate) || widestInto(v) >= rate;
        } else if (before < rate && newIdle >= rate) {
            added.add(arc);
            sound = sourceIndex == 0;
        }
        boolean mayRaise = before <= rate && newIdle > rate && rate < fixedLimit;
        return sound && !(mayRaise && (limitedInside || wanted[v] && limitedTheRate(v, arc, before)));
    }

    /* Whether the tree enters v by an arc other than this one, still of at least some width: the usual case. */
    private boolean entersElsewhere(int v, int arc, int width) {
        int into = toParent[v] == NONE ? arc : fabric.reverse[toParent[v]];
        return into != arc && idle[into] >= width;
    }

    private boolean limitedTheRate(int v, int arc, int before) {
        return !entersElsewhere(v, arc, rate + 1) && widestBefore(v, arc, before) <= rate;
    }

    private int widestInto(int v) {
        int widest = 0;
        for (int out = fabric.firstArc[v]; out < fabric.firstArc[v + 1]; out++) {
            widest = Math.max(widest, idle[fabric.reverse[out]]);
        }
        return widest;
    }

    private int widestBefore(int v, int arc, int before) {
        int now = idle[arc];
        idle[arc] = before;
        int widest = widestInto(v);
        idle[arc] = now;
        return widest;
    }

    private void planAnew() {
        int[] sourceSwitch = Arrays.stream(demand.sources).map(fabric::switchOf).toArray();
        int bound = fixedLimit;
        for (int v = 0; v < wanted.length; v++) {
            bound = wanted[v] && !contains(sourceSwitch, v) ? Math.min(bound, widestInto(v)) : bound;
        }
        limitedInside = false;
        if (reaches(bound, sourceSwitch)) {
            return;
        }
        limitedInside = true;
        int low = 0;
        int high = bound;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (reaches(middle, sourceSwitch)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        if (low == 0 || !reaches(low, sourceSwitch)) {
            rate = 0;
        }
    }

    private static boolean contains(int[] values, int value) {
        for (int v : values) {
            if (v == value) {
                return true;
            }
        }
        return false;
    }

    private boolean reaches(int wish, int[] sourceSwitch) {
        rate = wish;
        for (int s = 0; wish > 0 && s < sourceSwitch.length; s++) {
            if (demand.idleUp[demand.sources[s]] >= wish && spread(sourceSwitch[s])) {
                sourceIndex = s;
                root = sourceSwitch[s];
                attachAll();
                return true;
            }
        }
        return false;
    }

    private boolean spread(int from) {
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
        for (int v = 0; v < wanted.length; v++) {
            if (wanted[v] && level[v] == FAR) {
                return false;
            }
        }
        return true;
    }

    private void attachAll() {
        Arrays.fill(need, 0);
        Arrays.fill(toParent, NONE);
        for (int v = 0; v < wanted.length; v++) {
            if (wanted[v]) {
                acquire(v);
            }
        }
    }

    private void acquire(int from) {
        int v = from;
        while (need[v]++ == 0 && v != root) {
            if (toParent[v] == NONE) {
                toParent[v] = firstAbove(v);
            }
            v = fabric.head[toParent[v]];
        }
    }

    private void release(int from) {
        int v = from;
        while (--need[v] == 0 && v != root) {
            v = fabric.head[toParent[v]];
        }
    }

    private int firstAbove(int v) {
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

    private void raiseLevels() {
        for (int i = 0; i < removed.size(); i++) {
            int v = fabric.head[removed.get(i)];
            int u = fabric.head[fabric.reverse[removed.get(i)]];
            if (level[v] < FAR && v != root && level[u] + 1 == level[v]) {
                queueAt(v);
            }
        }
        IntList affected = new IntList();
        for (IntList bucket : buckets) {
            for (int i = 0; i < bucket.size(); i++) {
                int v = bucket.get(i);
                if (!lost[v] && !isSupported(v)) {
                    lost[v] = true;
                    affected.add(v);
                    for (int arc = fabric.firstArc[v]; fabric.relays[v] && arc < fabric.firstArc[v + 1]; arc++) {
                        int w = fabric.head[arc];
                        if (level[w] == level[v] + 1 && idle[arc] >= rate) {
                            queueAt(w);
                        }
                    }
                }
            }
            bucket.clear();
        }
        relevel(affected);
    }

    private boolean isSupported(int v) {
        for (int out = fabric.firstArc[v]; out < fabric.firstArc[v + 1]; out++) {
            int u = fabric.head[out];
            if (level[u] == level[v] - 1 && !lost[u] && carries(out)) {
                return true;
            }
        }
        return false;
    }

    private void relevel(IntList affected) {
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

    private void lowerLevels() {
        for (int i = 0; i < added.size(); i++) {
            int arc = added.get(i);
            int u = fabric.head[fabric.reverse[arc]];
            int v = fabric.head[arc];
            boolean lowers = idle[arc] >= rate && level[u] + 1 < level[v] && (fabric.relays[u] || u == root);
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

    private boolean reattach() {
        for (int i = 0; i < added.size(); i++) {
            reattach(fabric.head[added.get(i)]);
        }
        for (int i = 0; i < removed.size(); i++) {
            reattach(fabric.head[removed.get(i)]);
        }
        for (int i = 0; i < moved.size(); i++) {
            int v = moved.get(i);
            if (wanted[v] && level[v] == FAR) {
                return false;
            }
            reattach(v);
            for (int arc = fabric.firstArc[v]; arc < fabric.firstArc[v + 1]; arc++) {
                reattach(fabric.head[arc]);
            }
        }
        return true;
    }

    private void reattach(int v) {
        if (v == root || toParent[v] == NONE) {
            return;
        }
        int parent = level[v] == FAR ? NONE : firstAbove(v);
        int before = toParent[v];
        if (parent == before) {
            return;
        }
        if (need[v] > 0 && parent != NONE) {
            release(fabric.head[before]);
            toParent[v] = parent;
            acquire(fabric.head[parent]);
        } else if (need[v] == 0) {
            toParent[v] = NONE;
        }
    }
}
