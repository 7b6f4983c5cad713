package org.ebbcast.planner.fabric;

import java.util.Arrays;

/**
 * Grows one tree of a given rate over what earlier trees left idle.
 *
 * <p>Forward, a breadth-first search over the arcs that are wide enough ranks the switches. Scarce switches, whose
 * arcs in have little left beyond what they still need, are ranked last, so that all their neighbours come into
 * question. Backward, each switch that is needed picks its arc in from a switch of lower rank: a scarce one the
 * narrowest that fits (best fit), any other the one from a switch that is in the tree already, else the widest.
 * O(arcs); owned by one computation.
 */
final class TreeGrower {
    private static final int UNRANKED = Integer.MAX_VALUE;

    /** Idle rate left on each arc; the demand's own array until something is taken. */
    int[] residual;
    /** Idle rate left into each switch that has hosts. */
    final long[] into;
    /** Switches that the next tree has to reach. */
    final boolean[] wanted;
    int wantedCount;

    private final Fabric fabric;
    private final boolean[] hasSource;
    private final boolean[] scarce;
    private final boolean[] needed;
    private final int[] rank;
    private final int[] queue;
    private final int[] deferred;
    private final long[] intoAtFirst;
    private final int[] roomAtFirst;
    private final int[] room;
    private boolean owned;
    private int lastPlace;
    private int queued;
    private int missing;

    TreeGrower(FabricDemand demand, CutBounds cuts) {
        fabric = demand.fabric;
        intoAtFirst = cuts.into;
        residual = demand.idle;
        int n = fabric.switchCount;
        into = intoAtFirst.clone();
        roomAtFirst = demand.room;
        room = roomAtFirst.clone();
        wanted = new boolean[n];
        scarce = new boolean[n];
        needed = new boolean[n];
        rank = new int[n];
        queue = new int[n];
        deferred = new int[n];
        hasSource = new boolean[n];
        for (int source : demand.sources) {
            hasSource[fabric.switchOf(source)] = true;
        }
    }

    /** Forgets all trees. */
    void reset(FabricDemand demand) {
        if (owned) {
            System.arraycopy(demand.idle, 0, residual, 0, residual.length);
            System.arraycopy(intoAtFirst, 0, into, 0, into.length);
            System.arraycopy(roomAtFirst, 0, room, 0, room.length);
        }
    }

    /**
     * Arcs of a tree from switch {@code root} to all wanted switches, over arcs with at least {@code rate} left; empty
     * and with {@link #missing} above 0 when some are out of reach and {@code whole} is asked for. Nothing is taken.
     *
     * @param toCome rate still to be planned, this tree included; what makes a switch scarce
     */
    int[] grow(int root, int rate, long toCome, boolean whole) {
        rankFrom(root, rate, 2 * toCome);
        if (missing > 0 && whole) {
            return new int[0];
        }
        return pick(root, rate);
    }

    /** Only the search of {@link #grow}, to learn who would be {@link #missing}. */
    void reach(int root, int rate, long toCome) {
        rankFrom(root, rate, 2 * toCome);
    }

    /** Wanted switches that the last search did not reach. */
    int missing() {
        return missing;
    }

    /** Whether some wanted switch that was not reached has no arc in of this rate, so that no other root helps. */
    boolean missingIsShutIn(int rate) {
        for (int v = 0; v < wanted.length; v++) {
            if (wanted[v] && rank[v] == UNRANKED && !hasSource[v] && !hasArcIn(v, rate)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasArcIn(int v, int rate) {
        for (int out = fabric.firstArc[v]; out < fabric.firstArc[v + 1]; out++) {
            if (residual[fabric.reverse[out]] >= rate) {
                return true;
            }
        }
        return false;
    }

    boolean isReached(int v) {
        return rank[v] != UNRANKED;
    }

    /** Whether another tree may pass {@code v}. */
    boolean hasRoom(int v) {
        return room.length == 0 || room[v] > 0;
    }

    /** Whether exactly one more tree may pass {@code v}. */
    boolean hasRoomForOne(int v) {
        return room.length > 0 && room[v] == 1;
    }

    /** Takes {@code rate} from every arc of a tree that starts at switch {@code root}, and room at its switches. */
    void take(int root, int[] arcs, int rate) {
        takeArcs(arcs, rate);
        if (room.length > 0) {
            occupy(root);
        }
    }

    /** Takes {@code rate} from every arc of a branch, and room at the switches they lead into. */
    void takeArcs(int[] arcs, int rate) {
        if (!owned) {
            residual = residual.clone();
            owned = true;
        }
        for (int arc : arcs) {
            residual[arc] -= rate;
            into[fabric.head[arc]] -= rate;
        }
        for (int i = 0; room.length > 0 && i < arcs.length; i++) {
            occupy(fabric.head[arcs[i]]);
        }
    }

    /* A switch without room is closed: nothing is left on its arcs. */
    private void occupy(int v) {
        if (--room[v] > 0) {
            return;
        }
        for (int out = fabric.firstArc[v]; out < fabric.firstArc[v + 1]; out++) {
            into[fabric.head[out]] -= residual[out];
            residual[out] = 0;
            residual[fabric.reverse[out]] = 0;
        }
        into[v] = 0;
    }

    private void rankFrom(int root, int rate, long plenty) {
        Arrays.fill(rank, UNRANKED);
        missing = wantedCount - (wanted[root] ? 1 : 0);
        queued = 0;
        rank[root] = 0;
        queue[queued++] = root;
        int waiting = 0;
        int scanned = 0;
        while (missing > 0 && scanned < queued) {
            int levelEnd = queued;
            if (arcsOf(scanned, levelEnd) > wantedArcs()) {
                waiting = pullWanted(rate, plenty, waiting);
            }
            while (scanned < levelEnd && missing > 0) {
                waiting = scan(queue[scanned++], root, rate, plenty, waiting);
            }
            if (scanned == queued) {
                waiting = enqueue(waiting);
            }
        }
        enqueue(waiting);
    }

    private int enqueue(int waiting) {
        for (int i = 0; i < waiting; i++) {
            rank[deferred[i]] = queued;
            queue[queued++] = deferred[i];
        }
        return 0;
    }

    private long arcsOf(int from, int to) {
        long arcs = 0;
        for (int i = from; i < to; i++) {
            arcs += fabric.firstArc[queue[i] + 1] - fabric.firstArc[queue[i]];
        }
        return arcs;
    }

    private long wantedArcs() {
        return (long) missing * fabric.arcCount() / fabric.switchCount;
    }

    /*
     * Where many switches were ranked last, it is cheaper to look from the wanted ones for a ranked neighbour than to
     * scan all arcs of the others (direction-optimizing search, Beamer, Asanovic and Patterson, SC 2012).
     */
    private int pullWanted(int rate, long plenty, int waitingBefore) {
        int waiting = waitingBefore;
        int ranked = queued;
        for (int v = 0; v < wanted.length; v++) {
            if (wanted[v] && rank[v] == UNRANKED && hasArcFromRanked(v, rate, ranked)) {
                missing--;
                scarce[v] = into[v] < plenty;
                if (scarce[v]) {
                    rank[v] = UNRANKED - 1;
                    deferred[waiting++] = v;
                } else {
                    rank[v] = queued;
                    queue[queued++] = v;
                }
            }
        }
        return waiting;
    }

    private boolean hasArcFromRanked(int v, int rate, int ranked) {
        for (int out = fabric.firstArc[v]; out < fabric.firstArc[v + 1]; out++) {
            int u = fabric.head[out];
            if (rank[u] < ranked && residual[fabric.reverse[out]] >= rate && (fabric.relays[u] || rank[u] == 0)) {
                return true;
            }
        }
        return false;
    }

    private int scan(int v, int root, int rate, long plenty, int waitingBefore) {
        int waiting = waitingBefore;
        if (!fabric.relays[v] && v != root) {
            return waiting;
        }
        int[] head = fabric.head;
        int[] left = residual;
        int[] ranks = rank;
        int size = queued;
        for (int arc = fabric.firstArc[v], end = fabric.firstArc[v + 1]; arc < end; arc++) {
            if (left[arc] < rate || ranks[head[arc]] != UNRANKED) {
                continue;
            }
            int w = head[arc];
            scarce[w] = false;
            if (wanted[w]) {
                missing--;
                if (into[w] < plenty) {
                    scarce[w] = true;
                    ranks[w] = UNRANKED - 1;
                    deferred[waiting++] = w;
                    continue;
                }
            }
            ranks[w] = size;
            queue[size++] = w;
        }
        queued = size;
        return waiting;
    }

    private int[] pick(int root, int rate) {
        Arrays.fill(needed, false);
        lastPlace = 0;
        int size = 0;
        int[] arcs = new int[Math.max(1, queued)];
        for (int i = queued - 1; i > 0; i--) {
            int v = queue[i];
            if (needed[v] || wanted[v]) {
                int arc = scarce[v] ? tightest(v, rate) : handiest(v, rate);
                arcs[size++] = arc;
                needed[v] = true;
                needed[fabric.head[fabric.reverse[arc]]] = true;
            }
        }
        int[] rootFirst = new int[size];
        for (int i = 0; i < size; i++) {
            rootFirst[i] = arcs[size - 1 - i];
        }
        return rootFirst;
    }

    private int tightest(int v, int rate) {
        int best = -1;
        int bestLeft = Integer.MAX_VALUE;
        for (int out = fabric.firstArc[v]; out < fabric.firstArc[v + 1]; out++) {
            if (usable(out, v, rate)) {
                int arc = fabric.reverse[out];
                int left = residual[arc];
                boolean shares = needed[fabric.head[out]];
                if (left < bestLeft || left == bestLeft && shares && !needed[fabric.tail(best)]) {
                    best = arc;
                    bestLeft = left;
                }
            }
        }
        return best;
    }

    /* Neighbours often pick alike, so the place of the last pick among the arcs is looked at first. */
    private int handiest(int v, int rate) {
        int first = fabric.firstArc[v];
        int end = fabric.firstArc[v + 1];
        int likely = first + lastPlace;
        if (likely < end && needed[fabric.head[likely]] && usable(likely, v, rate)) {
            return fabric.reverse[likely];
        }
        for (int out = first; out < end; out++) {
            if (needed[fabric.head[out]] && usable(out, v, rate)) {
                lastPlace = out - first;
                return fabric.reverse[out];
            }
        }
        int best = -1;
        int bestLeft = -1;
        for (int out = first; out < end; out++) {
            int left = residual[fabric.reverse[out]];
            if (left > bestLeft && usable(out, v, rate)) {
                best = fabric.reverse[out];
                bestLeft = left;
                lastPlace = out - first;
            }
        }
        return best;
    }

    private boolean usable(int out, int v, int rate) {
        int u = fabric.head[out];
        return rank[u] < rank[v] && residual[fabric.reverse[out]] >= rate && (fabric.relays[u] || rank[u] == 0);
    }
}
