package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Blobs with the same holders and the same lackers, as announced to senders and receivers: everything needed to
 * place any datagram of it. The layout of chunks and pieces follows from it alone ({@link ShipmentLayout}).
 */
public final class Shipment {
    /** Length of a {@link #sealKey}, bytes. */
    public static final int SEAL_KEY_BYTES = 32;

    @JsonProperty
    private final String distributionId;

    @JsonProperty
    private final int shipmentNumber;

    @JsonProperty
    private final int chunkBytes;

    @JsonProperty
    private final int chunksPerPiece;

    @JsonProperty
    private final List<BlobOutline> blobs;

    @JsonProperty
    private final String accessToken;

    @JsonProperty
    private final byte[] sealKey;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public Shipment(
            @JsonProperty(value = "distributionId", required = true) String distributionId,
            @JsonProperty(value = "shipmentNumber", required = true) int shipmentNumber,
            @JsonProperty(value = "chunkBytes", required = true) int chunkBytes,
            @JsonProperty(value = "chunksPerPiece", required = true) int chunksPerPiece,
            @JsonProperty(value = "blobs", required = true) List<BlobOutline> blobs,
            @JsonProperty(value = "accessToken", required = true) String accessToken,
            @JsonProperty("sealKey") byte @Nullable [] sealKey) {
        this.distributionId = Limits.distributionId(distributionId);
        this.shipmentNumber = Limits.notNegative(shipmentNumber, "shipmentNumber");
        this.chunkBytes = Limits.within(chunkBytes, 1, Limits.MAX_CHUNK_BYTES, "chunkBytes");
        this.chunksPerPiece = Limits.within(chunksPerPiece, 1, Limits.MAX_PIECE_BYTES / chunkBytes, "chunksPerPiece");
        this.blobs = List.copyOf(blobs);
        if (blobs.isEmpty() || blobs.stream().map(o -> o.blob().digest()).distinct().count() < blobs.size()) {
            throw new IllegalArgumentException("a shipment has one or more blobs, each once");
        }
        this.accessToken = Limits.text(accessToken, "accessToken");
        this.sealKey = sealKey == null ? new byte[0] : sealKey.clone();
        if (this.sealKey.length != 0 && this.sealKey.length != SEAL_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "sealKey has " + this.sealKey.length + " bytes, must be none or " + SEAL_KEY_BYTES);
        }
        if (isSealed() && chunkBytes > Limits.MAX_CHUNK_BYTES - ChunkHeader.SEAL_BYTES) {
            throw new IllegalArgumentException("chunkBytes is " + chunkBytes + ", must be at most "
                    + (Limits.MAX_CHUNK_BYTES - ChunkHeader.SEAL_BYTES) + " where datagrams are sealed");
        }
    }

    /** The distribution that this is part of; safe as a file name. */
    public String distributionId() {
        return distributionId;
    }

    /** Unique among the live shipments of a controller; carried in every datagram. */
    public int shipmentNumber() {
        return shipmentNumber;
    }

    /** Payload of a full chunk, 1 to {@link Limits#MAX_CHUNK_BYTES}; the last chunk of a blob may be shorter. */
    public int chunkBytes() {
        return chunkBytes;
    }

    /** Chunks covered by one piece hash; a piece has at most {@link Limits#MAX_PIECE_BYTES}. */
    public int chunksPerPiece() {
        return chunksPerPiece;
    }

    /** In layout order; at least one, each digest once. */
    public List<BlobOutline> blobs() {
        return blobs;
    }

    /** Bearer token that a neighbour must show to fetch these blobs over HTTP. */
    public String accessToken() {
        return accessToken;
    }

    /** Whether datagrams and what neighbours give each other are encrypted and authenticated. */
    public boolean isSealed() {
        return sealKey.length > 0;
    }

    /**
     * The key under which they are, {@value #SEAL_KEY_BYTES} bytes; empty if they are not. Never to be logged or stored.
     * Understood from protocol version {@value Limits#SEAL_VERSION} on.
     */
    public Optional<byte[]> sealKey() {
        return isSealed() ? Optional.of(sealKey.clone()) : Optional.empty();
    }
}
