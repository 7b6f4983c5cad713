package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/** Changes rate and tree of a running stream from the next datagram on. */
public final class AdjustStream extends ControllerMessage {
    @JsonProperty
    private final int shipmentNumber;

    @JsonProperty
    private final int streamId;

    @JsonProperty
    private final String group;

    @JsonProperty
    private final long rateBitsPerSecond;

    /** Bad values are refused with {@link IllegalArgumentException}; see the accessors for units. */
    @JsonCreator
    public AdjustStream(
            @JsonProperty(value = "shipmentNumber", required = true) int shipmentNumber,
            @JsonProperty(value = "streamId", required = true) int streamId,
            @JsonProperty(value = "group", required = true) String group,
            @JsonProperty(value = "rateBitsPerSecond", required = true) long rateBitsPerSecond) {
        this.shipmentNumber = Limits.notNegative(shipmentNumber, "shipmentNumber");
        this.streamId = Limits.notNegative(streamId, "streamId");
        this.group = Objects.requireNonNull(group, "group");
        this.rateBitsPerSecond = Limits.notNegative(rateBitsPerSecond, "rateBitsPerSecond");
    }

    public int shipmentNumber() {
        return shipmentNumber;
    }

    public int streamId() {
        return streamId;
    }

    public String group() {
        return group;
    }

    /** Wire rate; 0 pauses. */
    public long rateBitsPerSecond() {
        return rateBitsPerSecond;
    }
}
