package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks a holder to send ranges of a shipment down one tree. Sent again under the same stream id it replaces what
 * was left to send.
 */
public final class SendStream extends ControllerMessage {
    @JsonProperty
    private final Shipment shipment;

    @JsonProperty
    private final int streamId;

    @JsonProperty
    private final String group;

    @JsonProperty
    private final int port;

    @JsonProperty
    private final long rateBitsPerSecond;

    @JsonProperty
    private final List<ChunkRange> ranges;

    @JsonProperty
    private final int parityShards;

    @JsonProperty
    private final int parityFrom;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public SendStream(
            @JsonProperty(value = "shipment", required = true) Shipment shipment,
            @JsonProperty(value = "streamId", required = true) int streamId,
            @JsonProperty(value = "group", required = true) String group,
            @JsonProperty(value = "port", required = true) int port,
            @JsonProperty(value = "rateBitsPerSecond", required = true) long rateBitsPerSecond,
            @JsonProperty(value = "ranges", required = true) List<ChunkRange> ranges,
            @JsonProperty(value = "parityShards", required = true) int parityShards,
            @JsonProperty("parityFrom") @Nullable Integer parityFrom) {
        this.shipment = Objects.requireNonNull(shipment, "shipment");
        this.streamId = Limits.notNegative(streamId, "streamId");
        this.group = Limits.multicast(group, "group");
        this.port = Limits.port(port, "port");
        this.rateBitsPerSecond = Limits.notNegative(rateBitsPerSecond, "rateBitsPerSecond");
        this.ranges = List.copyOf(ranges);
        this.parityShards = Limits.within(parityShards, 0, ParityBlocks.MAX_SHARDS, "parityShards");
        this.parityFrom = Limits.within(parityFrom == null ? 0 : parityFrom, 0, ParityBlocks.MAX_SHARDS, "parityFrom");
    }

    public Shipment shipment() {
        return shipment;
    }

    /** Unique within the shipment; carried in every datagram. */
    public int streamId() {
        return streamId;
    }

    /** Multicast address of the tree. */
    public String group() {
        return group;
    }

    /** UDP destination port. */
    public int port() {
        return port;
    }

    /** Wire rate, bits per second, Ethernet headers counted; 0 pauses. */
    public long rateBitsPerSecond() {
        return rateBitsPerSecond;
    }

    /** In sending order. */
    public List<ChunkRange> ranges() {
        return ranges;
    }

    /** Parity datagrams after each block, see {@link ParityBlocks}; 0 sends none. */
    public int parityShards() {
        return parityShards;
    }

    /**
     * 0 where chunks are to be sent. Else parity alone is: a range of m chunks from the first one of a block on stands for
     * parity shards {@code parityFrom} to {@code parityFrom} + m - 1 of that block. Understood from protocol version {@value
     * Limits#PARITY_ALONE_VERSION} on.
     */
    public int parityFrom() {
        return parityFrom;
    }
}
