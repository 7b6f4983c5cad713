package org.ebbcast.planner;

import java.util.List;

/** What to plan: a graph, what is idle on each of its arcs now, and the shipments. Immutable. */
public final class PlanRequest {
    private final Graph graph;
    private final long[] idleBitsPerSecond;
    private final List<ShipmentDemand> shipments;
    private final PlanLimits limits;
    private final long seed;

    private PlanRequest(
            Graph graph, long[] idleBitsPerSecond, List<ShipmentDemand> shipments, PlanLimits limits, long seed) {
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
        return new PlanRequest(graph, idleBitsPerSecond.clone(), List.copyOf(shipments), limits, seed);
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
