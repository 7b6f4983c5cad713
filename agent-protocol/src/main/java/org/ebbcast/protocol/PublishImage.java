package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/**
 * Asks a target, all of whose blobs are verified, to serve the image under its name and to import it into its
 * engine.
 */
public final class PublishImage extends ControllerMessage {
    @JsonProperty
    private final String distributionId;

    @JsonProperty
    private final String image;

    @JsonProperty
    private final Digest manifest;

    @JsonProperty
    private final List<BlobDescriptor> blobs;

    @JsonProperty
    private final boolean importIntoDocker;

    /** Bad values are refused with {@link IllegalArgumentException}; see the accessors for units. */
    @JsonCreator
    public PublishImage(
            @JsonProperty(value = "distributionId", required = true) String distributionId,
            @JsonProperty(value = "image", required = true) String image,
            @JsonProperty(value = "manifest", required = true) Digest manifest,
            @JsonProperty(value = "blobs", required = true) List<BlobDescriptor> blobs,
            @JsonProperty(value = "importIntoDocker", required = true) boolean importIntoDocker) {
        this.distributionId = Objects.requireNonNull(distributionId, "distributionId");
        this.image = Objects.requireNonNull(image, "image");
        this.manifest = Objects.requireNonNull(manifest, "manifest");
        this.blobs = List.copyOf(blobs);
        this.importIntoDocker = importIntoDocker;
    }

    public String distributionId() {
        return distributionId;
    }

    /** Repository and tag. */
    public String image() {
        return image;
    }

    public Digest manifest() {
        return manifest;
    }

    public List<BlobDescriptor> blobs() {
        return blobs;
    }

    public boolean importIntoDocker() {
        return importIntoDocker;
    }
}
