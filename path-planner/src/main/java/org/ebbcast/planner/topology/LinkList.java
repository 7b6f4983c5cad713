package org.ebbcast.planner.topology;

import java.util.Arrays;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.internal.IntList;

/** Links as they are read, until the fabric can be built. Owned by one reader. */
final class LinkList {
    private final IntList tails = new IntList();
    private final IntList heads = new IntList();

    void add(int u, int v) {
        tails.add(u);
        heads.add(v);
    }

    /** Whether a link was added already, in O(links). */
    boolean has(int u, int v) {
        for (int l = 0; l < tails.size(); l++) {
            if (tails.get(l) == u && heads.get(l) == v || tails.get(l) == v && heads.get(l) == u) {
                return true;
            }
        }
        return false;
    }

    int tail(int link) {
        return tails.get(link);
    }

    int head(int link) {
        return heads.get(link);
    }

    int size() {
        return tails.size();
    }

    /** The fabric with {@code hosts[v]} hosts at switch v. */
    Fabric fabric(int[] hosts) {
        return Fabric.of(hosts.length, tails.toArray(), heads.toArray(), hosts);
    }

    static int[] filled(int count, int value) {
        int[] array = new int[count];
        Arrays.fill(array, value);
        return array;
    }
}
