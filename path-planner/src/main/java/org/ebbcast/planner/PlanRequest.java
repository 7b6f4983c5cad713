package org.ebbcast.planner;

import java.util.List;

/** What to plan: a graph, what is idle on each of its arcs now, and the shipments. Immutable. */
public final class PlanRequest {
    private final Graph graph;
    private final long[] idleBitsPerSecond;
    private final List<ShipmentDemand> shipments;
    private final PlanLimits limits;
    private final long seed;
    private final int[] freeRules;

    private PlanRequest(
            Graph graph,
            long[] idleBitsPerSecond,
            List<ShipmentDemand> shipments,
            PlanLimits limits,
            long seed,
            int[] freeRules) {
        this.freeRules = freeRules;
        this.graph = graph;
        this.idleBitsPerSecond = idleBitsPerSecond;
        this.shipments = shipments;
        this.limits = limits;
        this.seed = seed;
    }

    /**
     * @param idleBitsPerSecond per arc id of {@code graph}, 0 to its capacity; copied
     * @param shipments planned together on the same idle bandwidth; at least one
     * @throws IllegalArgumentException naming the offending arc, vertex or value
     */
    public static PlanRequest of(
            Graph graph, long[] idleBitsPerSecond, List<ShipmentDemand> shipments, PlanLimits limits, long seed) {
        if (idleBitsPerSecond.length != graph.arcCount()) {
            throw new IllegalArgumentException(
                    "idle bandwidth for " + idleBitsPerSecond.length + " arcs, graph has " + graph.arcCount());
        }
        for (int arc = 0; arc < idleBitsPerSecond.length; arc++) {
            long idle = idleBitsPerSecond[arc];
            if (idle < 0 || idle > graph.capacityBitsPerSecond(arc)) {
                throw new IllegalArgumentException("idle bandwidth of arc " + arc + " is " + idle
                        + " bit/s, capacity " + graph.capacityBitsPerSecond(arc));
            }
        }
        if (shipments.isEmpty()) {
            throw new IllegalArgumentException("no shipment");
        }
        for (ShipmentDemand shipment : shipments) {
            requireVertices(graph, shipment.holders());
            requireVertices(graph, shipment.lackers());
        }
        return new PlanRequest(graph, idleBitsPerSecond.clone(), List.copyOf(shipments), limits, seed, new int[0]);
    }

    /**
     * The same request where the tables of switches have so much room left.
     *
     * @param rules per vertex, flow rules and groups that may be added there; what stands for end points is not read;
     *     copied
     * @throws IllegalArgumentException naming a switch with a negative number
     */
    public PlanRequest withFreeRules(int[] rules) {
        if (rules.length != graph.vertexCount()) {
            throw new IllegalArgumentException(
                    "free rules for " + rules.length + " vertices, graph has " + graph.vertexCount());
        }
        for (int v = 0; v < rules.length; v++) {
            if (graph.relays(v) && rules[v] < 0) {
                throw new IllegalArgumentException(rules[v] + " rules free at switch " + v);
            }
        }
        return new PlanRequest(graph, idleBitsPerSecond, shipments, limits, seed, rules.clone());
    }

    /** Flow rules and groups that may be added at switch {@code v}; {@link Integer#MAX_VALUE} without a limit. */
    public int freeRules(int v) {
        return Math.min(limits.maxRulesPerSwitch(), freeRules.length == 0 ? Integer.MAX_VALUE : freeRules[v]);
    }

    /** Whether flow rules and groups at switches are limited at all. */
    public boolean limitsRules() {
        return freeRules.length > 0 || limits.maxRulesPerSwitch() < Integer.MAX_VALUE;
    }

    private static void requireVertices(Graph graph, int[] vertices) {
        for (int v : vertices) {
            if (v < 0 || v >= graph.vertexCount()) {
                throw new IllegalArgumentException("vertex " + v + " is not in 0.." + (graph.vertexCount() - 1));
            }
        }
    }

    public Graph graph() {
        return graph;
    }

    /** Bits per second that Ebbcast may use on {@code arc}. */
    public long idleBitsPerSecond(int arc) {
        return idleBitsPerSecond[arc];
    }

    public List<ShipmentDemand> shipments() {
        return shipments;
    }

    public PlanLimits limits() {
        return limits;
    }

    /** Seed of every random choice in planning. */
    public long seed() {
        return seed;
    }
}
