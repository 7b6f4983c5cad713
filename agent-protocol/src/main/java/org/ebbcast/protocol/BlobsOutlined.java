package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Answer to {@link OutlineBlobs}; an empty list means that the agent could not, for the reason in the detail. */
public final class BlobsOutlined extends AgentMessage {
    @JsonProperty
    private final long requestId;

    @JsonProperty
    private final List<BlobOutline> outlines;

    @JsonProperty
    private final String detail;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public BlobsOutlined(
            @JsonProperty(value = "requestId", required = true) long requestId,
            @JsonProperty(value = "outlines", required = true) List<BlobOutline> outlines,
            @JsonProperty(value = "detail", required = true) String detail) {
        this.requestId = Limits.notNegative(requestId, "requestId");
        this.outlines = List.copyOf(outlines);
        this.detail = Limits.detail(detail);
    }

    /** Of the request answered. */
    public long requestId() {
        return requestId;
    }

    public List<BlobOutline> outlines() {
        return outlines;
    }

    /** For people; empty on success. */
    public String detail() {
        return detail;
    }
}
