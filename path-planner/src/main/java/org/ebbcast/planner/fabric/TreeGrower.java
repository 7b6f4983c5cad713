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

    final int[] residual;
    /** Idle rate left into each switch. */
    final long[] into;
    /** Switches that the next tree has to reach. */
    final boolean[] wanted;
    int wantedCount;

    private final Fabric fabric;
    private final boolean[] scarce;
    private final boolean[] needed;
    private final int[] rank;
    private final int[] queue;
    private final int[] deferred;
    private final int[] arcInto;
    private int queued;
    private int missing;

    TreeGrower(FabricDemand demand) {
        fabric = demand.fabric;
        residual = demand.idle.clone();
        int n = fabric.switchCount;
        into = new long[n];
        wanted = new boolean[n];
        scarce = new boolean[n];
        needed = new boolean[n];
        rank = new int[n];
        queue = new int[n];
        deferred = new int[n];
        arcInto = new int[n];
        sumInto();
    }

    /** Forgets all trees. */
    void reset(FabricDemand demand) {
        System.arraycopy(demand.idle, 0, residual, 0, residual.length);
        sumInto();
    }

    private void sumInto() {
        for (int v = 0; v < into.length; v++) {
            long sum = 0;
            for (int arc = fabric.firstArc[v]; arc < fabric.firstArc[v + 1]; arc++) {
                sum += residual[fabric.reverse[arc]];
            }
            into[v] = sum;
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

    boolean isReached(int v) {
        return rank[v] != UNRANKED;
    }

    /** Takes {@code rate} from every arc of a tree. */
    void take(int[] arcs, int rate) {
        for (int arc : arcs) {
            residual[arc] -= rate;
            into[fabric.head[arc]] -= rate;
        }
    }

    private void rankFrom(int root, int rate, long plenty) {
        Arrays.fill(rank, UNRANKED);
        missing = wantedCount - (wanted[root] ? 1 : 0);
        queued = 0;
        int waiting = 0;
        rank[root] = 0;
        queue[queued++] = root;
        int scanned = 0;
        while (true) {
            while (scanned < queued && missing > 0) {
                waiting = scan(queue[scanned++], root, rate, plenty, waiting);
            }
            if (waiting == 0) {
                return;
            }
            int first = queued;
            for (int i = 0; i < waiting; i++) {
                rank[deferred[i]] = queued;
                queue[queued++] = deferred[i];
            }
            waiting = 0;
            if (missing == 0) {
                return;
            }
            scanned = Math.min(scanned, first);
        }
    }

    private int scan(int v, int root, int rate, long plenty, int waitingBefore) {
        int waiting = waitingBefore;
        if (!fabric.relays[v] && v != root) {
            return waiting;
        }
        int[] head = fabric.head;
        int[] left = residual;
        int[] ranks = rank;
        for (int arc = fabric.firstArc[v], end = fabric.firstArc[v + 1]; arc < end; arc++) {
            int w = head[arc];
            if (left[arc] >= rate && ranks[w] == UNRANKED) {
                if (wanted[w]) {
                    missing--;
                }
                scarce[w] = into[w] < plenty;
                if (scarce[w] && wanted[w]) {
                    ranks[w] = UNRANKED - 1;
                    deferred[waiting++] = w;
                } else {
                    ranks[w] = queued;
                    queue[queued++] = w;
                }
            }
        }
        return waiting;
    }

    private int[] pick(int root, int rate) {
        Arrays.fill(needed, false);
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
            int arc = fabric.reverse[out];
            int left = residual[arc];
            int u = fabric.head[out];
            if (left >= rate && rank[u] < rank[v] && (fabric.relays[u] || rank[u] == 0)) {
                boolean better = left < bestLeft || left == bestLeft && needed[u] && !needed[fabric.tail(best)];
                if (better) {
                    best = arc;
                    bestLeft = left;
                }
            }
        }
        return best;
    }

    private int handiest(int v, int rate) {
        int best = -1;
        int bestLeft = -1;
        for (int out = fabric.firstArc[v]; out < fabric.firstArc[v + 1]; out++) {
            int u = fabric.head[out];
            if (rank[u] >= rank[v] || !fabric.relays[u] && rank[u] != 0) {
                continue;
            }
            int arc = fabric.reverse[out];
            int left = residual[arc];
            if (left >= rate && needed[u]) {
                return arc;
            }
            if (left >= rate && left > bestLeft) {
                best = arc;
                bestLeft = left;
            }
        }
        return best;
    }
}
