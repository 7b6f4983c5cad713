package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/** Answer to {@link ResolveImage}. */
public final class ImageResolved extends AgentMessage {
    /** How a resolution ended. */
    public enum Outcome {
        /** The agent holds the whole image. */
        FOUND,
        /** The agent does not know the image. */
        NOT_FOUND,
        /** The agent knows the image but cannot use it; the detail says why. */
        UNUSABLE
    }

    @JsonProperty
    private final long requestId;

    @JsonProperty
    private final Outcome outcome;

    @JsonProperty
    private final String detail;

    @JsonProperty
    private final String image;

    @JsonProperty
    private final Digest manifest;

    @JsonProperty
    private final List<BlobDescriptor> blobs;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public ImageResolved(
            @JsonProperty(value = "requestId", required = true) long requestId,
            @JsonProperty(value = "outcome", required = true) Outcome outcome,
            @JsonProperty(value = "detail", required = true) String detail,
            @JsonProperty(value = "image", required = true) String image,
            @JsonProperty(value = "manifest", required = true) Digest manifest,
            @JsonProperty(value = "blobs", required = true) List<BlobDescriptor> blobs) {
        this.requestId = Limits.notNegative(requestId, "requestId");
        this.outcome = Objects.requireNonNull(outcome, "outcome");
        this.detail = Limits.detail(detail);
        this.image = Limits.text(image, "image");
        this.manifest = Objects.requireNonNull(manifest, "manifest");
        this.blobs = List.copyOf(blobs);
    }

    /** Of the request answered. */
    public long requestId() {
        return requestId;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** For people; empty when found. */
    public String detail() {
        return detail;
    }

    /** The reference as it will be published on targets: repository and tag. */
    public String image() {
        return image;
    }

    /** Digest of the top manifest or index; {@link Digest#EMPTY} unless found. */
    public Digest manifest() {
        return manifest;
    }

    /** Everything that a target needs: index, manifests, configs, layers; each once. */
    public List<BlobDescriptor> blobs() {
        return blobs;
    }
}
