package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Answer to {@link TakeInventory}. */
public final class InventoryTaken extends AgentMessage {
    @JsonProperty
    private final long requestId;

    @JsonProperty
    private final List<Digest> present;

    @JsonProperty
    private final long freeBytes;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public InventoryTaken(
            @JsonProperty(value = "requestId", required = true) long requestId,
            @JsonProperty(value = "present", required = true) List<Digest> present,
            @JsonProperty(value = "freeBytes", required = true) long freeBytes) {
        this.requestId = Limits.notNegative(requestId, "requestId");
        this.present = List.copyOf(present);
        this.freeBytes = Limits.notNegative(freeBytes, "freeBytes");
    }

    /** Of the request answered. */
    public long requestId() {
        return requestId;
    }

    /** Of the digests asked for, those whose blob is complete and verified here. */
    public List<Digest> present() {
        return present;
    }

    /** Bytes the store may still take. */
    public long freeBytes() {
        return freeBytes;
    }
}
