package org.ebbcast.orchestrator.load;

import java.util.Arrays;
import java.util.Random;

/** Synthetic foregrounds of one link: load of each second as a share of the capacity. Replayable from the seed. */
final class LoadTraces {
    static final double LINK_BYTES_PER_SECOND = 1e9 / 8;
    private static final double PACKET_BYTES = 1460;
    private static final int STEPS_PER_SECOND = 20;

    /*
     * Flow sizes in packets of 1460 bytes and their cumulative probability, as simulated in M. Alizadeh et al.,
     * pFabric, SIGCOMM 2013: web search from M. Alizadeh et al., Data Center TCP, SIGCOMM 2010; data mining from
     * A. Greenberg et al., VL2, SIGCOMM 2009. Public simulators state means of 1138 and 5117 packets for them.
     * Renderings in bytes (DCTCP_CDF.txt and VL2_CDF.txt of github.com/HKUST-SING/TrafficGenerator) have the same sizes
     * in units of 1500 bytes, but let web search begin at 0, split the smallest sizes of data mining further, and give
     * its 100 MB 0.98 instead of 0.99: a mean of 12.7 MB instead of 7.5.
     */
    static final double[][] WEB_SEARCH = {
        {6, 0}, {6, 0.15}, {13, 0.2}, {19, 0.3}, {33, 0.4}, {53, 0.53}, {133, 0.6}, {667, 0.7}, {1333, 0.8},
        {3333, 0.9}, {6667, 0.97}, {20000, 1}
    };
    static final double[][] DATA_MINING = {
        {1, 0.5}, {2, 0.6}, {3, 0.7}, {7, 0.8}, {267, 0.9}, {2107, 0.95}, {66667, 0.99}, {666667, 1}
    };

    private LoadTraces() {}

    /** Poisson arrivals of flows with sizes from a published distribution, served by the link as fast as it can. */
    static double[] flows(Random random, double[][] sizes, double load, int seconds) {
        double perSecond = load * LINK_BYTES_PER_SECOND / meanBytes(sizes);
        double perStep = LINK_BYTES_PER_SECOND / STEPS_PER_SECOND;
        double[] trace = new double[seconds];
        double backlog = 0;
        double next = gap(random, perSecond);
        for (int step = 0; step < seconds * STEPS_PER_SECOND; step++) {
            double end = (step + 1.0) / STEPS_PER_SECOND;
            for (; next < end; next += gap(random, perSecond)) {
                backlog += bytes(sizes, random.nextDouble());
            }
            double sent = Math.min(perStep, backlog);
            backlog -= sent;
            trace[step / STEPS_PER_SECOND] += sent / LINK_BYTES_PER_SECOND;
        }
        return trace;
    }

    private static double gap(Random random, double perSecond) {
        return -Math.log(1 - random.nextDouble()) / perSecond;
    }

    private static double bytes(double[][] sizes, double p) {
        for (int i = 1; i < sizes.length; i++) {
            if (p <= sizes[i][1]) {
                double from = sizes[i - 1][1];
                double share = Math.max(0, (p - from) / (sizes[i][1] - from));
                return PACKET_BYTES * (sizes[i - 1][0] + share * (sizes[i][0] - sizes[i - 1][0]));
            }
        }
        return PACKET_BYTES * sizes[sizes.length - 1][0];
    }

    static double meanBytes(double[][] sizes) {
        double mean = PACKET_BYTES * sizes[0][0] * sizes[0][1];
        for (int i = 1; i < sizes.length; i++) {
            mean += PACKET_BYTES * (sizes[i][1] - sizes[i - 1][1]) * (sizes[i][0] + sizes[i - 1][0]) / 2;
        }
        return mean;
    }

    /** On and off for exponential times of half a second on average. */
    static double[] onOff(Random random, int seconds) {
        double[] trace = new double[seconds];
        boolean on = false;
        double until = 0;
        for (int step = 0; step < seconds * STEPS_PER_SECOND; step++) {
            double now = (double) step / STEPS_PER_SECOND;
            if (now >= until) {
                on = !on;
                until = now + gap(random, 2);
            }
            trace[step / STEPS_PER_SECOND] += on ? 1.0 / STEPS_PER_SECOND : 0;
        }
        return trace;
    }

    /** A day of ten minutes between a fifth and four fifths, uneven by a twentieth. */
    static double[] diurnal(Random random, int seconds) {
        double[] trace = new double[seconds];
        for (int i = 0; i < seconds; i++) {
            double hour = 0.5 - 0.3 * Math.cos(2 * Math.PI * i / 600);
            trace[i] = Math.max(0, Math.min(1, hour + 0.05 * random.nextGaussian()));
        }
        return trace;
    }

    /** A fifth, and now and then many senders at once that fill the link for 60 ms. */
    static double[] incast(Random random, int seconds) {
        double[] trace = new double[seconds];
        Arrays.setAll(trace, i -> 0.2 + (random.nextInt(3) == 0 ? 0.8 * 0.06 : 0));
        return trace;
    }

    /** {@code before}, then {@code after} from the given second on, each second off by {@code noise} at most. */
    static double[] step(Random random, double before, double after, int at, double noise, int seconds) {
        double[] trace = new double[seconds];
        Arrays.setAll(trace, i -> Math.max(0, Math.min(1,
                (i < at ? before : after) + noise * (2 * random.nextDouble() - 1))));
        return trace;
    }
}
