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

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public OutlineBlobs(
            @JsonProperty(value = "requestId", required = true) long requestId,
            @JsonProperty(value = "chunkBytes", required = true) int chunkBytes,
            @JsonProperty(value = "chunksPerPiece", required = true) int chunksPerPiece,
            @JsonProperty(value = "blobs", required = true) List<BlobDescriptor> blobs) {
        this.requestId = Limits.notNegative(requestId, "requestId");
        this.chunkBytes = Limits.within(chunkBytes, 1, Limits.MAX_CHUNK_BYTES, "chunkBytes");
        this.chunksPerPiece = Limits.within(chunksPerPiece, 1, Limits.MAX_PIECE_BYTES / chunkBytes, "chunksPerPiece");
        this.blobs = List.copyOf(blobs);
    }

    /** Chosen by the controller; the answer carries it back. */
    public long requestId() {
        return requestId;
    }

    /** Payload of a full chunk, bytes; see {@link Shipment#chunkBytes}. */
    public int chunkBytes() {
        return chunkBytes;
    }

    /** Chunks covered by one piece hash. */
    public int chunksPerPiece() {
        return chunksPerPiece;
    }

    /** Blobs to hash, in the order in which the answer is expected. */
    public List<BlobDescriptor> blobs() {
        return blobs;
    }
}
