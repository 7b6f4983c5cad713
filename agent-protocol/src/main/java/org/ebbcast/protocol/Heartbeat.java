package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Says that the agent is alive; sent at the interval that {@link Welcome} asks for. */
public final class Heartbeat extends AgentMessage {
    @JsonProperty
    private final long freeBytes;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
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
