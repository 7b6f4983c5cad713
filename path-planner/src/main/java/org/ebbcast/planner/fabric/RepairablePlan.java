package org.ebbcast.planner.fabric;

import java.util.BitSet;
import java.util.List;
import org.ebbcast.planner.internal.IntList;

/**
 * A plan of several trees at a common rate, kept up to date while idle rates between switches change: branches on arcs
 * that became too narrow move, the other trees stay as they are.
 *
 * <p>A repaired plan is as near to its bound as the last plan that was made anew, less half a percent at most, so where
 * planning anew reaches the bound, no plan is more than half a percent better. Deterministic. Owned by one computation.
 */
public final class RepairablePlan {
    /*
     * Three answers, each dearer than the one before. A branch on an overloaded arc gets another way (BranchMover), in
     * time of the arcs around it. Where none has room, or the bound rose, all trees stay and their rates are set anew by
     * RateLp, O(switches · trees). Is the sum then too far below the bound, all is planned anew.
     *
     * The bound: the cut bound and the widest arcs of each switch follow every change (CommonRateBound). What the search
     * of the last plan proved beyond them holds until an arc gets wider that may have bounded it.
     */
    private static final double ENOUGH = 0.995;

    /** What an update took; each is dearer than the one before. */
    public enum Repair {
        /** No tree had to change. */
        NONE,
        /** Branches were moved, at the rates they had. */
        MOVED,
        /** Rates were set anew on the trees there are, of which branches may have moved. */
        RATES,
        /** All was planned anew. */
        ANEW
    }

    private final FabricDemand demand;
    private final Fabric fabric;
    private final int[] idle;
    private final int maxTrees;
    private final long seed;
    private final BranchMover mover;
    private final IntList narrowed = new IntList();
    private final BitSet moved = new BitSet();
    private boolean repairable;
    private FabricPlan planned = new FabricPlan(List.of(), new char[0], 0);
    private PackedTrees trees;
    private CommonRateBound bound;
    private BitSet served = new BitSet();
    private double proven;
    private double reached;

    /**
     * Plans for all targets of {@code demand}, whose idle rates are copied, as {@link CommonRatePlanner#plan} does. Where
     * switches have room for few trees, every update plans anew.
     *
     * @param maxTrees 1 to 16
     */
    public RepairablePlan(FabricDemand demand, int maxTrees, long seed) {
        idle = demand.idle.clone();
        this.demand = demand.withIdle(idle);
        this.maxTrees = maxTrees;
        this.seed = seed;
        fabric = demand.fabric;
        mover = new BranchMover(fabric, idle);
        trees = new PackedTrees(fabric, new boolean[fabric.switchCount], List.of());
        bound = new CommonRateBound(this.demand, maxTrees);
        planAnew();
    }

    /** Sum of the rates of all trees. */
    public long rate() {
        return repairable ? sumOfRates() : planned.trees().stream().mapToLong(FabricTree::rate).sum();
    }

    /** No plan serves all targets that have an idle path at a higher common rate. */
    public long boundRate() {
        return repairable ? (long) Math.ceil(Math.min(bound.bound(), proven)) : planned.boundRate();
    }

    /** Trees of {@link #plan} of which the last update moved branches; all after planning anew. */
    public int movedTrees() {
        return moved.cardinality();
    }

    /** The plan as it is now; O(switches · trees) to write down. */
    public FabricPlan plan() {
        if (!repairable) {
            return planned;
        }
        List<FabricTree> now = trees.trees();
        char[] listens = new char[planned.isShared() ? 0 : fabric.hostCount];
        if (!planned.isShared()) {
            served.stream().forEach(h -> listens[h] = (char) ((1 << now.size()) - 1));
        }
        return new FabricPlan(now, listens, (int) Math.min(planned.boundRate(), boundRate()));
    }

    /**
     * Sets new idle rates and repairs the plan; an arc named twice gets the later rate.
     *
     * @param arcs 0 to {@link Fabric#arcCount}, that excluded
     * @param newIdle 0 to 2^30 for each
     */
    public Repair update(int[] arcs, int[] newIdle) {
        boolean sound = repairable;
        narrowed.clear();
        for (int i = 0; i < arcs.length; i++) {
            sound &= change(arcs[i], newIdle[i]);
        }
        moved.clear();
        Repair repair = sound ? repaired() : Repair.ANEW;
        if (repair == Repair.ANEW) {
            planAnew();
        }
        return repair;
    }

    /* False when targets that no tree serves may have got a way. */
    private boolean change(int arc, int now) {
        int before = idle[arc];
        idle[arc] = now;
        if (!repairable) {
            return false;
        }
        bound.changed(arc, before);
        if (now > before && before < proven && mayHaveBounded(arc, before)) {
            proven = Double.POSITIVE_INFINITY;
        }
        if (now < before) {
            narrowed.add(arc);
        }
        return planned.isShared() || before > 0 || now == 0;
    }

    /* Small fabrics are searched with what leads to an arc as well. */
    private boolean mayHaveBounded(int arc, int before) {
        if (fabric.switchCount <= TreeCountBound.DEEP_SWITCHES) {
            return true;
        }
        int v = fabric.head[arc];
        int now = idle[arc];
        idle[arc] = before;
        boolean room = bound.widestInto(v) >= proven;
        idle[arc] = now;
        return bound.mayBound(v) && !room;
    }

    private Repair repaired() {
        boolean fits = true;
        for (int i = 0; i < narrowed.size(); i++) {
            fits &= relieved(narrowed.get(i));
        }
        if (fits && isEnough(sumOfRates())) {
            return moved.isEmpty() ? Repair.NONE : Repair.MOVED;
        }
        setRates();
        return isEnough(sumOfRates()) ? Repair.RATES : Repair.ANEW;
    }

    private boolean isEnough(long rate) {
        return rate > 0 && rate >= ENOUGH * reached * Math.min(bound.bound(), proven);
    }

    /* Moves trees off an overloaded arc: first one that is enough alone, the slowest such, else whichever can go. */
    private boolean relieved(int arc) {
        int v = fabric.head[arc];
        long over = trees.load(arc) - idle[arc];
        int tried = 0;
        while (over > 0) {
            int t = next(arc, over, tried);
            if (t < 0) {
                return false;
            }
            tried |= 1 << t;
            if (mover.move(trees, t, v)) {
                moved.set(t);
                over -= trees.rate[t];
            }
        }
        return true;
    }

    private int next(int arc, long over, int tried) {
        int best = -1;
        for (int t = 0; t < trees.count; t++) {
            if ((tried >> t & 1) != 0 || !trees.uses(t, arc)) {
                continue;
            }
            long rate = trees.rate[t];
            long least = best < 0 ? 0 : trees.rate[best];
            boolean better = least >= over ? rate >= over && rate < least : rate > least;
            best = best < 0 || better ? t : best;
        }
        return best;
    }

    private long sumOfRates() {
        long sum = 0;
        for (int rate : trees.rate) {
            sum += rate;
        }
        return sum;
    }

    private void setRates() {
        RateLp lp = new RateLp(trees.count);
        for (int v = 0; v < fabric.switchCount; v++) {
            for (int t = 0; t < trees.count; t++) {
                if (trees.arcInto(v, t) != PackedTrees.NONE) {
                    lp.limit(trees.together(v, t), idle[trees.arcInto(v, t)]);
                }
            }
        }
        for (int source : demand.sources) {
            long set = 0;
            for (int t = 0; t < trees.count; t++) {
                set |= trees.source(t) == source ? 1L << t : 0;
            }
            if (set != 0) {
                lp.limit(set, demand.idleUp[source]);
            }
        }
        lp.limit((1L << trees.count) - 1, bound.bound());
        double[] rates = lp.solve();
        for (int t = 0; t < rates.length; t++) {
            trees.rate[t] = (int) Math.max(0, Math.floor(rates[t] + 1e-6));
        }
    }

    private void planAnew() {
        planned = CommonRatePlanner.plan(demand, maxTrees, seed);
        moved.set(0, planned.trees().size());
        served = listeners();
        repairable = !planned.trees().isEmpty() && !served.isEmpty() && !demand.isRoomLimited();
        if (!repairable) {
            return;
        }
        FabricDemand some = demand.onlyFor(served);
        CutBounds cuts = new CutBounds(some);
        boolean[] wanted = new boolean[fabric.switchCount];
        for (int v = 0; v < wanted.length; v++) {
            wanted[v] = cuts.hasTarget(v);
        }
        trees = new PackedTrees(fabric, wanted, planned.trees());
        bound = new CommonRateBound(some, Math.max(maxTrees, trees.count));
        proven = planned.provenRate();
        reached = Math.min(1, rate() / Math.max(1, Math.min(bound.bound(), proven)));
    }

    /* The targets that listen to all trees; none when some listen to a part of them. */
    private BitSet listeners() {
        if (planned.isShared()) {
            return demand.targets;
        }
        BitSet listeners = new BitSet();
        for (int h = demand.targets.nextSetBit(0); h >= 0; h = demand.targets.nextSetBit(h + 1)) {
            int listened = 0;
            for (int t = 0; t < planned.trees().size(); t++) {
                listened += planned.listens(h, t) ? 1 : 0;
            }
            if (listened > 0 && listened < planned.trees().size()) {
                return new BitSet();
            }
            listeners.set(h, listened > 0);
        }
        return listeners;
    }
}
