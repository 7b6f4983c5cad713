package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Says that the agent is alive; sent at the interval that {@link Welcome} asks for. */
public final class Heartbeat extends AgentMessage {
    @JsonProperty
    private final long freeBytes;

    /** Bad values are refused with {@link IllegalArgumentException}; see the accessors for units. */
    @JsonCreator
    public Heartbeat(
            @JsonProperty(value = "freeBytes", required = true) long freeBytes) {
        this.freeBytes = Limits.notNegative(freeBytes, "freeBytes");
    }

    /** Bytes the store may still take. */
    public long freeBytes() {
        return freeBytes;
    }
}
