package org.ebbcast.planner.packing;

import java.util.Arrays;
import java.util.Comparator;
import org.ebbcast.planner.Graph;

/**
 * How fast any plan could serve the slowest of some targets: the least maximum flow from all holders together.
 *
 * <p>A target's arcs in are a cut of that flow, so only the {@link #EXAMINED} targets with the narrowest such cut are
 * computed exactly; leaving out the others keeps the value an upper bound.
 */
public final class ShipmentBound {
    private static final int EXAMINED = 32;

    private ShipmentBound() {}

    /** Upper bound of the common rate of {@code targets}, bits per second; {@code targets} is not empty. */
    public static long commonRate(Graph graph, int[] holders, int[] targets, long[] width) {
        MaxFlow flow = new MaxFlow(graph);
        int[] narrowest = Arrays.stream(targets)
                .boxed()
                .sorted(Comparator.comparingLong((Integer v) -> widthIn(graph, v, width)))
                .limit(EXAMINED)
                .mapToInt(Integer::intValue)
                .toArray();
        long bound = Long.MAX_VALUE;
        for (int target : narrowest) {
            bound = Math.min(bound, flow.between(holders, target, width));
        }
        return bound;
    }

    private static long widthIn(Graph graph, int v, long[] width) {
        long in = 0;
        for (int arc = graph.firstArc(v); arc < graph.endArc(v); arc++) {
            in += width[graph.reverse(arc)];
        }
        return in;
    }
}
