package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ebbcast.planner.internal.IntList;

/**
 * Trees of a plan in a form in which branches can be moved: by switch and tree, the arc in and how many need it there.
 *
 * <p>6 bytes for each switch and tree; all trees of a switch are beside each other in memory, so that what an arc
 * carries is one look-up. Owned by one {@link RepairablePlan}.
 */
final class PackedTrees {
    static final int NONE = -1;

    final int count;
    final int[] rate;
    private final Fabric fabric;
    private final boolean[] wanted;
    private final int[] source;
    private final int[] root;
    private final int[] arcInto;
    private final char[] need;

    /** @param wanted the switches that every tree has to reach */
    PackedTrees(Fabric fabric, boolean[] wanted, List<FabricTree> trees) {
        this.fabric = fabric;
        this.wanted = wanted;
        count = trees.size();
        rate = new int[count];
        source = new int[count];
        root = new int[count];
        arcInto = new int[fabric.switchCount * count];
        need = new char[fabric.switchCount * count];
        Arrays.fill(arcInto, NONE);
        for (int t = 0; t < count; t++) {
            FabricTree tree = trees.get(t);
            rate[t] = tree.rate;
            source[t] = tree.source;
            root[t] = fabric.switchOf(tree.source);
            for (int arc : tree.arcs) {
                arcInto[fabric.head[arc] * count + t] = arc;
                need[fabric.tail(arc) * count + t]++;
            }
            for (int v = 0; v < wanted.length; v++) {
                need[v * count + t] += wanted[v] ? 1 : 0;
            }
        }
    }

    int source(int t) {
        return source[t];
    }

    int root(int t) {
        return root[t];
    }

    boolean uses(int t, int arc) {
        return arcInto[fabric.head[arc] * count + t] == arc;
    }

    /** Sum of the rates of the trees on {@code arc}. */
    long load(int arc) {
        long load = 0;
        for (int t = 0, i = fabric.head[arc] * count; t < count; t++, i++) {
            load += arcInto[i] == arc ? rate[t] : 0;
        }
        return load;
    }

    boolean contains(int t, int v) {
        return v == root[t] || arcInto[v * count + t] != NONE;
    }

    /** Whether {@code v} is {@code top} or below it in tree {@code t}; O(depth). */
    boolean isBelow(int t, int v, int top) {
        int at = v;
        while (at != top && at != root[t]) {
            at = fabric.tail(arcInto[at * count + t]);
        }
        return at == top;
    }

    /**
     * Hangs a switch of tree {@code t} from another place, and lets go of what led to it alone.
     *
     * @param path arcs from a switch of the tree to that switch, those between not in the tree
     */
    void move(int t, int[] path) {
        int v = fabric.head[path[path.length - 1]];
        int before = arcInto[v * count + t];
        for (int arc : path) {
            need[fabric.tail(arc) * count + t]++;
            arcInto[fabric.head[arc] * count + t] = arc;
        }
        int at = fabric.tail(before);
        while (--need[at * count + t] == 0 && at != root[t]) {
            int arc = arcInto[at * count + t];
            arcInto[at * count + t] = NONE;
            at = fabric.tail(arc);
        }
    }

    /** The trees on arcs into {@code v} together: per tree, whichever others share its arc; 0 where it is not. */
    long together(int v, int t) {
        int arc = arcInto[v * count + t];
        long set = 0;
        for (int u = 0; arc != NONE && u < count; u++) {
            set |= arcInto[v * count + u] == arc ? 1L << u : 0;
        }
        return set;
    }

    int arcInto(int v, int t) {
        return arcInto[v * count + t];
    }

    /** All trees that have a rate, each with its arcs from the root on. */
    List<FabricTree> trees() {
        List<FabricTree> trees = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            if (rate[t] > 0) {
                trees.add(new FabricTree(source[t], arcsFromRoot(t), rate[t]));
            }
        }
        return trees;
    }

    private int[] arcsFromRoot(int t) {
        boolean[] written = new boolean[wanted.length];
        written[root[t]] = true;
        IntList arcs = new IntList();
        for (int v = 0; v < wanted.length; v++) {
            int from = arcs.size();
            for (int at = v; contains(t, at) && !written[at]; at = fabric.tail(arcInto[at * count + t])) {
                written[at] = true;
                arcs.add(arcInto[at * count + t]);
            }
            arcs.reverseFrom(from);
        }
        return arcs.toArray();
    }
}
