package org.ebbcast.planner.topology;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;

/**
 * A random state of a fabric: each direction of each link is busy with a given probability; a busy one has 1–30 % of
 * its line rate idle, any other 70–100 %. Sources and targets are drawn too. Everything follows from the seed.
 */
public final class RandomLoad {
    /** Line rate of every link in the demands drawn here. */
    public static final int LINE_RATE = 1_000_000;

    private RandomLoad() {}

    /**
     * Draws a demand.
     *
     * @param load probability that a direction is busy, 0 to 1
     * @param loadAccessLinks whether hosts' links are loaded too; idle as a whole otherwise
     * @param targetCount how many hosts need the content; at most all but the sources
     */
    public static FabricDemand draw(
            Fabric fabric, double load, boolean loadAccessLinks, int sourceCount, int targetCount, long seed) {
        if (!(load >= 0 && load <= 1)) {
            throw new IllegalArgumentException("load is " + load + ", must be in 0..1");
        }
        int hosts = fabric.hostCount();
        if (sourceCount < 1 || targetCount < 1 || (long) sourceCount + targetCount > hosts) {
            throw new IllegalArgumentException(
                    sourceCount + " sources and " + targetCount + " targets on " + hosts + " hosts");
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] idle = rates(fabric.arcCount(), load, random);
        int[] up = loadAccessLinks ? rates(hosts, load, random) : whole(hosts);
        int[] down = loadAccessLinks ? rates(hosts, load, random) : whole(hosts);
        BitSet drawn = new BitSet(hosts);
        int[] sources = new int[sourceCount];
        for (int s = 0; s < sourceCount; s++) {
            int host = random.nextInt(hosts);
            while (drawn.get(host)) {
                host = random.nextInt(hosts);
            }
            drawn.set(host);
            sources[s] = host;
        }
        BitSet targets = new BitSet(hosts);
        targets.set(0, hosts);
        targets.andNot(drawn);
        int extra = hosts - sourceCount - targetCount;
        while (extra > 0) {
            int host = random.nextInt(hosts);
            if (targets.get(host)) {
                targets.clear(host);
                extra--;
            }
        }
        return new FabricDemand(fabric, idle, up, down, sources, targets);
    }

    static int[] rates(int count, double load, SplittableRandom random) {
        int[] rates = new int[count];
        for (int i = 0; i < count; i++) {
            boolean busy = random.nextDouble() < load;
            double idle = busy ? 0.01 + 0.29 * random.nextDouble() : 0.7 + 0.3 * random.nextDouble();
            rates[i] = (int) (LINE_RATE * idle);
        }
        return rates;
    }

    private static int[] whole(int count) {
        int[] rates = new int[count];
        Arrays.fill(rates, LINE_RATE);
        return rates;
    }
}
