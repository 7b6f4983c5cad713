package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a stream is; sent a few times a second and when the stream's ranges are all sent. */
public final class SenderProgress extends AgentMessage {
    @JsonProperty
    private final int shipmentNumber;

    @JsonProperty
    private final int streamId;

    @JsonProperty
    private final long chunksSent;

    @JsonProperty
    private final long nextChunk;

    @JsonProperty
    private final long wireBytes;

    @JsonProperty
    private final boolean finished;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public SenderProgress(
            @JsonProperty(value = "shipmentNumber", required = true) int shipmentNumber,
            @JsonProperty(value = "streamId", required = true) int streamId,
            @JsonProperty(value = "chunksSent", required = true) long chunksSent,
            @JsonProperty(value = "nextChunk", required = true) long nextChunk,
            @JsonProperty(value = "wireBytes", required = true) long wireBytes,
            @JsonProperty(value = "finished", required = true) boolean finished) {
        this.shipmentNumber = Limits.notNegative(shipmentNumber, "shipmentNumber");
        this.streamId = Limits.notNegative(streamId, "streamId");
        this.chunksSent = Limits.notNegative(chunksSent, "chunksSent");
        this.nextChunk = Limits.notNegative(nextChunk, "nextChunk");
        this.wireBytes = Limits.notNegative(wireBytes, "wireBytes");
        this.finished = finished;
    }

    public int shipmentNumber() {
        return shipmentNumber;
    }

    public int streamId() {
        return streamId;
    }

    /** Chunks sent by this stream since it began; a chunk sent twice counts twice. */
    public long chunksSent() {
        return chunksSent;
    }

    /** The chunk that goes out next; where finished, one past the last. */
    public long nextChunk() {
        return nextChunk;
    }

    /** Bytes sent, Ethernet headers counted. */
    public long wireBytes() {
        return wireBytes;
    }

    /** All ranges of the stream were sent. */
    public boolean finished() {
        return finished;
    }
}
