package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Every blob of the shipment is verified and on disk. */
public final class ShipmentReceived extends AgentMessage {
    @JsonProperty
    private final int shipmentNumber;

    @JsonProperty
    private final long multicastBytes;

    @JsonProperty
    private final long repairBytes;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public ShipmentReceived(
            @JsonProperty(value = "shipmentNumber", required = true) int shipmentNumber,
            @JsonProperty(value = "multicastBytes", required = true) long multicastBytes,
            @JsonProperty(value = "repairBytes", required = true) long repairBytes) {
        this.shipmentNumber = Limits.notNegative(shipmentNumber, "shipmentNumber");
        this.multicastBytes = Limits.notNegative(multicastBytes, "multicastBytes");
        this.repairBytes = Limits.notNegative(repairBytes, "repairBytes");
    }

    public int shipmentNumber() {
        return shipmentNumber;
    }

    /** Payload bytes that came by multicast and were new. */
    public long multicastBytes() {
        return multicastBytes;
    }

    /** Payload bytes that came from neighbours. */
    public long repairBytes() {
        return repairBytes;
    }
}
