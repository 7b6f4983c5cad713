package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Chunks {@code from} (inclusive) to {@code to} (exclusive) of a shipment. */
public final class ChunkRange {
    @JsonProperty
    private final long from;

    @JsonProperty
    private final long to;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public ChunkRange(
            @JsonProperty(value = "from", required = true) long from,
            @JsonProperty(value = "to", required = true) long to) {
        this.from = Limits.notNegative(from, "from");
        this.to = Limits.within(to, from, Limits.MAX_CHUNKS, "to");
    }

    /** First chunk. */
    public long from() {
        return from;
    }

    /** One past the last chunk; equal to {@link #from} if the range is empty. */
    public long to() {
        return to;
    }
}
