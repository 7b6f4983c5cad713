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
     * Levels are repaired by TreeLevels; parents are looked up again where an arc or a neighbour's level changed. A
     * count of the needed children says which switches are in the tree. All is planned anew when the rate itself may
     * change: a target's switch got narrower than the rate, the one that limits it got wider, a target is cut off, or
     * an earlier source may do now.
     */
    private static final int FAR = TreeLevels.FAR;
    private static final int NONE = TreeLevels.NONE;

    private final FabricDemand demand;
    private final Fabric fabric;
    private final int[] idle;
    private final boolean[] wanted;
    private final int[] toParent;
    private final int[] arcInto;
    private final int[] need;
    private final TreeLevels levels;
    private final int[] level;
    private final BatchOfArcs batch = new BatchOfArcs();
    /* Switches of a repair that hang from nobody for a moment. */
    private final IntList loose = new IntList();
    private final int fixedLimit;
    private int rate;
    private int sourceIndex;
    private int root;
    private boolean limitedInside;

    /**
     * Plans for all targets of a demand, whose idle rates are copied; nothing is idle at switches without room for a tree,
     * and updates are to leave it so.
     */
    public RepairableTree(FabricDemand asked) {
        demand = asked.withoutFullSwitches();
        fabric = demand.fabric;
        idle = demand.idle.clone();
        int n = fabric.switchCount;
        wanted = new boolean[n];
        toParent = new int[n];
        arcInto = new int[n];
        need = new int[n];
        levels = new TreeLevels(fabric, idle);
        level = levels.level;
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
        return arcInto[v];
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
        batch.look(fabric, idle, arcs);
        boolean sound = rate > 0;
        for (int i = 0; i < arcs.length; i++) {
            sound &= change(i, arcs[i], newIdle[i]);
        }
        if (sound) {
            levels.repair(batch);
            sound = reattach();
        }
        if (!sound) {
            planAnew();
        }
        return sound;
    }

    /* False when the rate or the root may have to change. */
    private boolean change(int place, int arc, int newIdle) {
        int before = idle[arc];
        int v = batch.head[place];
        idle[arc] = newIdle;
        boolean sound = true;
        if (before >= rate && newIdle < rate) {
            batch.removed.add(place);
            sound = !wanted[v] || v == root || entersElsewhere(v, arc, rate) || widestInto(v) >= rate;
        } else if (before < rate && newIdle >= rate) {
            batch.added.add(place);
            sound = sourceIndex == 0;
        }
        boolean mayRaise = before <= rate && newIdle > rate && rate < fixedLimit;
        return sound && !(mayRaise && (limitedInside || wanted[v] && limitedTheRate(v, arc, before)));
    }

    /* Whether the tree enters v by an arc other than this one, still of at least some width: the usual case. */
    private boolean entersElsewhere(int v, int arc, int width) {
        return toParent[v] != NONE && arcInto[v] != arc && idle[arcInto[v]] >= width;
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
        levels.spread(from, rate);
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
                hang(v, levels.firstAbove(v));
            }
            v = fabric.head[toParent[v]];
        }
    }

    private void release(int from) {
        int v = from;
        while (--need[v] == 0 && toParent[v] != NONE) {
            v = fabric.head[toParent[v]];
        }
    }

    private void hang(int v, int parent) {
        toParent[v] = parent;
        arcInto[v] = fabric.reverse[parent];
    }

    /*
     * Without a change of levels, an arc that came can only take over from a later one, and one that went matters only
     * where it led into the tree. All that hang wrong are let go before the first hangs anew: the counts of the needed
     * are those of one tree all along, the old one and then the new one.
     */
    private boolean reattach() {
        loose.clear();
        for (int i = 0; i < batch.added.size(); i++) {
            int place = batch.added.get(i);
            if (toParent[batch.head[place]] > batch.out[place]) {
                loosen(batch.head[place]);
            }
        }
        for (int i = 0; i < batch.removed.size(); i++) {
            int place = batch.removed.get(i);
            if (toParent[batch.head[place]] == batch.out[place]) {
                loosen(batch.head[place]);
            }
        }
        IntList moved = levels.moved;
        for (int i = 0; i < moved.size(); i++) {
            int v = moved.get(i);
            if (wanted[v] && level[v] == FAR) {
                return false;
            }
            loosen(v);
            for (int arc = fabric.firstArc[v]; arc < fabric.firstArc[v + 1]; arc++) {
                loosen(fabric.head[arc]);
            }
        }
        for (int i = 0; i < loose.size(); i++) {
            int v = loose.get(i);
            if (need[v] > 0 && toParent[v] == NONE) {
                hang(v, levels.firstAbove(v));
                acquire(fabric.head[toParent[v]]);
            }
        }
        return true;
    }

    /* Lets v go if it hangs from another than it should. */
    private void loosen(int v) {
        int before = toParent[v];
        if (before == NONE || level[v] < FAR && levels.firstAbove(v) == before) {
            return;
        }
        toParent[v] = NONE;
        loose.add(v);
        if (need[v] > 0) {
            release(fabric.head[before]);
        }
    }
}
