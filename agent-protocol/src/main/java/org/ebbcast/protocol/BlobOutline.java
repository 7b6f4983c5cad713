package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/**
 * A blob of a shipment and the SHA-256 of each of its pieces, by which a receiver tells a good piece from a
 * corrupt or forged one before it touches the blob.
 */
public final class BlobOutline {
    @JsonProperty
    private final BlobDescriptor blob;

    @JsonProperty
    private final byte[] pieceHashes;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public BlobOutline(
            @JsonProperty(value = "blob", required = true) BlobDescriptor blob,
            @JsonProperty(value = "pieceHashes", required = true) byte[] pieceHashes) {
        this.blob = Objects.requireNonNull(blob, "blob");
        this.pieceHashes = Objects.requireNonNull(pieceHashes, "pieceHashes");
        if (pieceHashes.length % 32 != 0) {
            throw new IllegalArgumentException("pieceHashes has " + pieceHashes.length + " bytes, not 32 a piece");
        }
    }

    public BlobDescriptor blob() {
        return blob;
    }

    /** SHA-256 of each piece, 32 bytes a piece, in piece order; shared, treat as immutable. */
    public byte[] pieceHashes() {
        return pieceHashes;
    }
}
