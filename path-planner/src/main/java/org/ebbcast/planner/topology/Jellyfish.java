package org.ebbcast.planner.topology;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.ebbcast.planner.fabric.Fabric;

/**
 * A random regular graph of switches (Singla, Hong, Popa and Godfrey, "Jellyfish", NSDI 2012): stubs are paired at
 * random until no self loop or double link is left.
 */
final class Jellyfish {
    private Jellyfish() {}

    static Fabric of(int switches, int degree, int hosts, long seed) throws TopologyException {
        if (switches < 2 || degree < 1 || degree >= switches || (long) switches * degree % 2 != 0) {
            throw new TopologyException("no regular graph of " + switches + " switches with " + degree + " links each");
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] stub = new int[switches * degree];
        for (int i = 0; i < stub.length; i++) {
            stub[i] = i / degree;
        }
        for (int i = stub.length - 1; i > 0; i--) {
            swap(stub, i, random.nextInt(i + 1));
        }
        untangle(stub, switches, random);
        LinkList links = new LinkList();
        for (int i = 0; i < stub.length; i += 2) {
            links.add(stub[i], stub[i + 1]);
        }
        return links.fabric(LinkList.filled(switches, hosts));
    }

    /* A pair that may not stay trades an end with a random other pair. */
    private static void untangle(int[] stub, int switches, SplittableRandom random) throws TopologyException {
        Map<Long, Integer> seen = new HashMap<>();
        for (int i = 0; i < stub.length; i += 2) {
            seen.merge(key(stub, i, switches), 1, Integer::sum);
        }
        for (int tries = 0; tries < 1000; tries++) {
            boolean clean = true;
            for (int i = 0; i < stub.length; i += 2) {
                if (stub[i] == stub[i + 1] || seen.get(key(stub, i, switches)) > 1) {
                    clean = false;
                    int j = 2 * random.nextInt(stub.length / 2);
                    seen.merge(key(stub, i, switches), -1, Integer::sum);
                    seen.merge(key(stub, j, switches), -1, Integer::sum);
                    swap(stub, i + 1, j + 1);
                    seen.merge(key(stub, i, switches), 1, Integer::sum);
                    seen.merge(key(stub, j, switches), 1, Integer::sum);
                }
            }
            if (clean) {
                return;
            }
        }
        throw new TopologyException("found no simple graph of " + switches + " switches; try another seed");
    }

    private static long key(int[] stub, int i, int switches) {
        return (long) Math.min(stub[i], stub[i + 1]) * switches + Math.max(stub[i], stub[i + 1]);
    }

    private static void swap(int[] stub, int i, int j) {
        int swapped = stub[i];
        stub[i] = stub[j];
        stub[j] = swapped;
    }
}
