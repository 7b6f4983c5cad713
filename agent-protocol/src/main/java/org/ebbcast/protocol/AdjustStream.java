package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Changes rate, tree and parity of a running stream: the first two from the next datagram on, parity from the next block on. */
public final class AdjustStream extends ControllerMessage {
    @JsonProperty
    private final int shipmentNumber;

    @JsonProperty
    private final int streamId;

    @JsonProperty
    private final String group;

    @JsonProperty
    private final long rateBitsPerSecond;

    @JsonProperty
    private final int parityShards;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public AdjustStream(
            @JsonProperty(value = "shipmentNumber", required = true) int shipmentNumber,
            @JsonProperty(value = "streamId", required = true) int streamId,
            @JsonProperty(value = "group", required = true) String group,
            @JsonProperty(value = "rateBitsPerSecond", required = true) long rateBitsPerSecond,
            @JsonProperty(value = "parityShards", required = true) int parityShards) {
        this.shipmentNumber = Limits.notNegative(shipmentNumber, "shipmentNumber");
        this.streamId = Limits.notNegative(streamId, "streamId");
        this.group = Limits.multicast(group, "group");
        this.rateBitsPerSecond = Limits.notNegative(rateBitsPerSecond, "rateBitsPerSecond");
        this.parityShards = Limits.within(parityShards, 0, ParityBlocks.MAX_SHARDS, "parityShards");
    }

    public int shipmentNumber() {
        return shipmentNumber;
    }

    public int streamId() {
        return streamId;
    }

    /** Multicast address to send to from now on. */
    public String group() {
        return group;
    }

    /** Wire rate, bits per second, Ethernet headers counted; 0 pauses. */
    public long rateBitsPerSecond() {
        return rateBitsPerSecond;
    }

    /** Parity datagrams after each block, see {@link ParityBlocks}; 0 sends none. */
    public int parityShards() {
        return parityShards;
    }
}
