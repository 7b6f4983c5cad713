package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Ends a stream. */
public final class StopStream extends ControllerMessage {
    @JsonProperty
    private final int shipmentNumber;

    @JsonProperty
    private final int streamId;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public StopStream(
            @JsonProperty(value = "shipmentNumber", required = true) int shipmentNumber,
            @JsonProperty(value = "streamId", required = true) int streamId) {
        this.shipmentNumber = Limits.notNegative(shipmentNumber, "shipmentNumber");
        this.streamId = Limits.notNegative(streamId, "streamId");
    }

    public int shipmentNumber() {
        return shipmentNumber;
    }

    public int streamId() {
        return streamId;
    }
}
