package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    @JsonProperty
    private final int reportMillis;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public PublishImage(
            @JsonProperty(value = "distributionId", required = true) String distributionId,
            @JsonProperty(value = "image", required = true) String image,
            @JsonProperty(value = "manifest", required = true) Digest manifest,
            @JsonProperty(value = "blobs", required = true) List<BlobDescriptor> blobs,
            @JsonProperty(value = "importIntoDocker", required = true) boolean importIntoDocker,
            @JsonProperty("reportMillis") @Nullable Integer reportMillis) {
        this.distributionId = Limits.distributionId(distributionId);
        this.image = Limits.text(image, "image");
        this.manifest = Objects.requireNonNull(manifest, "manifest");
        this.blobs = List.copyOf(blobs);
        this.importIntoDocker = importIntoDocker;
        this.reportMillis = Limits.notNegative(reportMillis == null ? 0 : reportMillis, "reportMillis");
    }

    public String distributionId() {
        return distributionId;
    }

    /** Repository and tag. */
    public String image() {
        return image;
    }

    /** Digest of the top manifest or index. */
    public Digest manifest() {
        return manifest;
    }

    /** Everything that the image consists of, as in {@link ImageResolved#blobs}. */
    public List<BlobDescriptor> blobs() {
        return blobs;
    }

    /** Whether the agent's Docker engine, if it has one, is to have the image as well. */
    public boolean importIntoDocker() {
        return importIntoDocker;
    }

    /** Least time between two {@link ImportProgress}; 0 for none, as where the property is left out. */
    public int reportMillis() {
        return reportMillis;
    }
}
