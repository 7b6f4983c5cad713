package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The receiver of a shipment has its place on disk, has joined the groups of this generation and can be sent to.
 */
public final class ReceiverReady extends AgentMessage {
    @JsonProperty
    private final int shipmentNumber;

    @JsonProperty
    private final int generation;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public ReceiverReady(
            @JsonProperty(value = "shipmentNumber", required = true) int shipmentNumber,
            @JsonProperty(value = "generation", required = true) int generation) {
        this.shipmentNumber = Limits.notNegative(shipmentNumber, "shipmentNumber");
        this.generation = Limits.notNegative(generation, "generation");
    }

    public int shipmentNumber() {
        return shipmentNumber;
    }

    /** Of the {@link ReceiveShipment} answered. */
    public int generation() {
        return generation;
    }
}
