package org.ebbcast.planner.topology;

import java.util.Arrays;
import org.ebbcast.planner.fabric.Fabric;

/** Fat-trees and leaf–spine fabrics, built without intermediate lists. */
public final class ClosFabrics {
    private ClosFabrics() {}

    /**
     * The k-ary fat-tree of Al-Fares, Loukissas and Vahdat (SIGCOMM 2008): k pods of k/2 edge and k/2 aggregation
     * switches, (k/2)² cores. Edge switches come first, then aggregation, then cores.
     *
     * @param k even, 2 or more
     * @param hostsPerEdge hosts at each edge switch; k/2 for no oversubscription
     * @throws IllegalArgumentException on odd k or no hosts
     */
    public static Fabric fatTree(int k, int hostsPerEdge) {
        if (k < 2 || k % 2 != 0 || k > 512) {
            throw new IllegalArgumentException("k is " + k + ", must be even and from 2 to 512");
        }
        requireHosts(hostsPerEdge);
        int half = k / 2;
        int edges = k * half;
        int switches = 2 * edges + half * half;
        int[] firstArc = new int[switches + 1];
        for (int v = 0; v < switches; v++) {
            firstArc[v + 1] = firstArc[v] + (v < edges ? half : k);
        }
        int[] head = new int[firstArc[switches]];
        int[] reverse = new int[head.length];
        for (int pod = 0; pod < k; pod++) {
            for (int a = 0; a < half; a++) {
                int aggregation = edges + pod * half + a;
                for (int i = 0; i < half; i++) {
                    int edge = pod * half + i;
                    join(head, reverse, edge, firstArc[edge] + a, aggregation, firstArc[aggregation] + i);
                    int core = 2 * edges + a * half + i;
                    join(head, reverse, aggregation, firstArc[aggregation] + half + i, core, firstArc[core] + pod);
                }
            }
        }
        return new Fabric(firstArc, head, reverse, hostsOnFirst(switches, edges, hostsPerEdge), all(switches));
    }

    /** Every leaf linked to every spine. Leaves come first, then spines. */
    public static Fabric leafSpine(int spines, int leaves, int hostsPerLeaf) {
        if (spines < 1 || leaves < 1 || (long) spines * leaves > 100_000_000) {
            throw new IllegalArgumentException(spines + " spines and " + leaves + " leaves");
        }
        requireHosts(hostsPerLeaf);
        int switches = leaves + spines;
        int[] firstArc = new int[switches + 1];
        for (int v = 0; v < switches; v++) {
            firstArc[v + 1] = firstArc[v] + (v < leaves ? spines : leaves);
        }
        int[] head = new int[firstArc[switches]];
        int[] reverse = new int[head.length];
        for (int leaf = 0; leaf < leaves; leaf++) {
            for (int s = 0; s < spines; s++) {
                join(head, reverse, leaf, firstArc[leaf] + s, leaves + s, firstArc[leaves + s] + leaf);
            }
        }
        return new Fabric(firstArc, head, reverse, hostsOnFirst(switches, leaves, hostsPerLeaf), all(switches));
    }

    private static void requireHosts(int hosts) {
        if (hosts < 1) {
            throw new IllegalArgumentException(hosts + " hosts at a switch, must be at least 1");
        }
    }

    private static void join(int[] head, int[] reverse, int lower, int up, int upper, int down) {
        head[up] = upper;
        head[down] = lower;
        reverse[up] = down;
        reverse[down] = up;
    }

    private static int[] hostsOnFirst(int switches, int withHosts, int each) {
        int[] firstHost = new int[switches + 1];
        for (int v = 0; v < switches; v++) {
            firstHost[v + 1] = firstHost[v] + (v < withHosts ? each : 0);
        }
        return firstHost;
    }

    private static boolean[] all(int count) {
        boolean[] all = new boolean[count];
        Arrays.fill(all, true);
        return all;
    }
}
