package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Asks a source for the piece hashes of blobs. */
public final class OutlineBlobs extends ControllerMessage {
    @JsonProperty
    private final long requestId;

    @JsonProperty
    private final int chunkBytes;

    @JsonProperty
    private final int chunksPerPiece;

    @JsonProperty
    private final List<BlobDescriptor> blobs;

    /** Bad values are refused with {@link IllegalArgumentException}; see the accessors for units. */
    @JsonCreator
    public OutlineBlobs(
            @JsonProperty(value = "requestId", required = true) long requestId,
            @JsonProperty(value = "chunkBytes", required = true) int chunkBytes,
            @JsonProperty(value = "chunksPerPiece", required = true) int chunksPerPiece,
            @JsonProperty(value = "blobs", required = true) List<BlobDescriptor> blobs) {
        this.requestId = Limits.notNegative(requestId, "requestId");
        this.chunkBytes = Limits.notNegative(chunkBytes, "chunkBytes");
        this.chunksPerPiece = Limits.notNegative(chunksPerPiece, "chunksPerPiece");
        this.blobs = List.copyOf(blobs);
    }

    public long requestId() {
        return requestId;
    }

    public int chunkBytes() {
        return chunkBytes;
    }

    public int chunksPerPiece() {
        return chunksPerPiece;
    }

    public List<BlobDescriptor> blobs() {
        return blobs;
    }
}
