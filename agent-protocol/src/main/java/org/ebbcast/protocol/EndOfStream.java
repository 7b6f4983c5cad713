package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Tells receivers that all streams towards them have been sent: what lacks now was lost and is to be fetched from
 * neighbours.
 */
public final class EndOfStream extends ControllerMessage {
    @JsonProperty
    private final int shipmentNumber;

    @JsonProperty
    private final boolean repairFromSource;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public EndOfStream(
            @JsonProperty(value = "shipmentNumber", required = true) int shipmentNumber,
            @JsonProperty(value = "repairFromSource", required = true) boolean repairFromSource) {
        this.shipmentNumber = Limits.notNegative(shipmentNumber, "shipmentNumber");
        this.repairFromSource = repairFromSource;
    }

    public int shipmentNumber() {
        return shipmentNumber;
    }

    /** Whether the source tier may be asked as well. */
    public boolean repairFromSource() {
        return repairFromSource;
    }
}
