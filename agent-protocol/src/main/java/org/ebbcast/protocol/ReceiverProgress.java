package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** How far a receiver is; sent a few times a second while something changes. */
public final class ReceiverProgress extends AgentMessage {
    @JsonProperty
    private final int shipmentNumber;

    @JsonProperty
    private final long verifiedBytes;

    @JsonProperty
    private final long multicastBytes;

    @JsonProperty
    private final long repairBytes;

    @JsonProperty
    private final long datagrams;

    @JsonProperty
    private final long datagramsLost;

    @JsonProperty
    private final long firstMissingChunk;

    @JsonProperty
    private final List<ChunkRange> missing;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public ReceiverProgress(
            @JsonProperty(value = "shipmentNumber", required = true) int shipmentNumber,
            @JsonProperty(value = "verifiedBytes", required = true) long verifiedBytes,
            @JsonProperty(value = "multicastBytes", required = true) long multicastBytes,
            @JsonProperty(value = "repairBytes", required = true) long repairBytes,
            @JsonProperty(value = "datagrams", required = true) long datagrams,
            @JsonProperty(value = "datagramsLost", required = true) long datagramsLost,
            @JsonProperty(value = "firstMissingChunk", required = true) long firstMissingChunk,
            @JsonProperty(value = "missing", required = true) List<ChunkRange> missing) {
        this.shipmentNumber = Limits.notNegative(shipmentNumber, "shipmentNumber");
        this.verifiedBytes = Limits.notNegative(verifiedBytes, "verifiedBytes");
        this.multicastBytes = Limits.notNegative(multicastBytes, "multicastBytes");
        this.repairBytes = Limits.notNegative(repairBytes, "repairBytes");
        this.datagrams = Limits.notNegative(datagrams, "datagrams");
        this.datagramsLost = Limits.notNegative(datagramsLost, "datagramsLost");
        this.firstMissingChunk = Limits.notNegative(firstMissingChunk, "firstMissingChunk");
        this.missing = List.copyOf(missing);
        Limits.within(missing.size(), 0, Limits.MAX_MISSING_RANGES, "number of missing ranges");
    }

    public int shipmentNumber() {
        return shipmentNumber;
    }

    /** Bytes in pieces whose hash was right, what was there before included. */
    public long verifiedBytes() {
        return verifiedBytes;
    }

    /** Payload bytes that came by multicast and were new. */
    public long multicastBytes() {
        return multicastBytes;
    }

    /** Payload bytes that came from neighbours. */
    public long repairBytes() {
        return repairBytes;
    }

    /** Datagrams received on the shipment's groups since the start. */
    public long datagrams() {
        return datagrams;
    }

    /** Datagrams missing by stream sequence number since the start. */
    public long datagramsLost() {
        return datagramsLost;
    }

    /** Chunks below are all here; equals the chunk count when nothing lacks. */
    public long firstMissingChunk() {
        return firstMissingChunk;
    }

    /**
     * The first few runs of chunks that lack below the highest one seen or announced as sent; at most {@link
     * Limits#MAX_MISSING_RANGES}.
     */
    public List<ChunkRange> missing() {
        return missing;
    }
}
