package org.ebbcast.planner;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Two spines, four leaves, sixteen hosts: spines are vertices 0 and 1, leaves 2 to 5, hosts 6 to 21. */
final class LeafSpineLab {
    static final long LINE_RATE = 20_000_000;
    static final int FIRST_HOST = 6;

    final Graph graph;
    final long[] idle;

    LeafSpineLab() {
        Graph.Builder builder = Graph.builder();
        for (int v = 0; v < FIRST_HOST; v++) {
            builder.addRelay();
        }
        for (int leaf = 2; leaf < 6; leaf++) {
            builder.addLink(leaf, 0, LINE_RATE, LINE_RATE);
            builder.addLink(leaf, 1, LINE_RATE, LINE_RATE);
        }
        for (int h = 0; h < 16; h++) {
            builder.addLink(builder.addEndPoint(), 2 + h / 4, LINE_RATE, LINE_RATE);
        }
        graph = builder.build();
        idle = new long[graph.arcCount()];
        Arrays.fill(idle, LINE_RATE);
    }

    /** The i-th host, from 0. */
    static int host(int i) {
        return FIRST_HOST + i;
    }

    static int[] hostsFrom(int i) {
        return IntStream.range(host(i), host(16)).toArray();
    }

    int arc(int from, int to) {
        for (int arc = graph.firstArc(from); arc < graph.endArc(from); arc++) {
            if (graph.head(arc) == to) {
                return arc;
            }
        }
        throw new IllegalArgumentException("no arc " + from + "-" + to);
    }

    void setIdle(int from, int to, long bitsPerSecond) {
        idle[arc(from, to)] = bitsPerSecond;
    }

    PlanRequest request(int maxTrees, long trickle, ShipmentDemand... shipments) {
        return PlanRequest.of(graph, idle, Arrays.asList(shipments), PlanLimits.of(maxTrees, trickle), 1);
    }
}
