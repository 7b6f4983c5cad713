package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/** An OCI content descriptor: media type, digest and size (OCI Image Specification, descriptor). */
public final class BlobDescriptor {
    @JsonProperty
    private final String mediaType;

    @JsonProperty
    private final Digest digest;

    @JsonProperty
    private final long sizeBytes;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public BlobDescriptor(
            @JsonProperty(value = "mediaType", required = true) String mediaType,
            @JsonProperty(value = "digest", required = true) Digest digest,
            @JsonProperty(value = "sizeBytes", required = true) long sizeBytes) {
        this.mediaType = Limits.text(mediaType, "mediaType");
        this.digest = Objects.requireNonNull(digest, "digest");
        this.sizeBytes = Limits.notNegative(sizeBytes, "sizeBytes");
    }

    public String mediaType() {
        return mediaType;
    }

    public Digest digest() {
        return digest;
    }

    public long sizeBytes() {
        return sizeBytes;
    }
}
