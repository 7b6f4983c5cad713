package org.ebbcast.planner;

import java.util.List;

/** One {@link ShipmentPlan} per shipment of the request, in the same order. Immutable. */
public final class Plan {
    private final List<ShipmentPlan> shipments;

    private Plan(List<ShipmentPlan> shipments) {
        this.shipments = shipments;
    }

    public static Plan of(List<ShipmentPlan> shipments) {
        return new Plan(List.copyOf(shipments));
    }

    public List<ShipmentPlan> shipments() {
        return shipments;
    }
}
