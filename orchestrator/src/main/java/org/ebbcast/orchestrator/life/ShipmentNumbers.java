package org.ebbcast.orchestrator.life;

/** Gives every shipment a number that no other one of this controller's life has. */
interface ShipmentNumbers {
    /** The next one. */
    int next();
}
