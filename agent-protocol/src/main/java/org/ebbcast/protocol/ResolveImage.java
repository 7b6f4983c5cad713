package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Asks a source for an image's manifest and blobs; it looks in its store, then in its Docker engine. */
public final class ResolveImage extends ControllerMessage {
    @JsonProperty
    private final long requestId;

    @JsonProperty
    private final String image;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public ResolveImage(
            @JsonProperty(value = "requestId", required = true) long requestId,
            @JsonProperty(value = "image", required = true) String image) {
        this.requestId = Limits.notNegative(requestId, "requestId");
        this.image = Limits.text(image, "image");
    }

    /** Chosen by the controller; the answer carries it back. */
    public long requestId() {
        return requestId;
    }

    /** Reference as the user wrote it. */
    public String image() {
        return image;
    }
}
