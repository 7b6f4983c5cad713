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

    /** Bad values are refused with {@link IllegalArgumentException}; see the accessors for units. */
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

    public long multicastBytes() {
        return multicastBytes;
    }

    public long repairBytes() {
        return repairBytes;
    }
}
