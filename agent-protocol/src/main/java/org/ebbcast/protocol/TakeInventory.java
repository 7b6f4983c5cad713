package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Asks which of these blobs are there. */
public final class TakeInventory extends ControllerMessage {
    @JsonProperty
    private final long requestId;

    @JsonProperty
    private final List<Digest> digests;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public TakeInventory(
            @JsonProperty(value = "requestId", required = true) long requestId,
            @JsonProperty(value = "digests", required = true) List<Digest> digests) {
        this.requestId = Limits.notNegative(requestId, "requestId");
        this.digests = List.copyOf(digests);
    }

    /** Chosen by the controller; the answer carries it back. */
    public long requestId() {
        return requestId;
    }

    public List<Digest> digests() {
        return digests;
    }
}
