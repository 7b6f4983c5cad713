package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Chunks {@code from} (inclusive) to {@code to} (exclusive) of a shipment. */
public final class ChunkRange {
    @JsonProperty
    private final long from;

    @JsonProperty
    private final long to;

    /** Bad values are refused with {@link IllegalArgumentException}; see the accessors for units. */
    @JsonCreator
    public ChunkRange(
            @JsonProperty(value = "from", required = true) long from,
            @JsonProperty(value = "to", required = true) long to) {
        this.from = Limits.notNegative(from, "from");
        this.to = Limits.notNegative(to, "to");
    }

    public long from() {
        return from;
    }

    public long to() {
        return to;
    }
}
