package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/**
 * Blobs with the same holders and the same lackers, as announced to senders and receivers: everything needed to
 * place any datagram of it. The layout of chunks and pieces follows from it alone ({@link ShipmentLayout}).
 */
public final class Shipment {
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

    /** Bad values are refused with {@link IllegalArgumentException}; see the accessors for units. */
    @JsonCreator
    public Shipment(
            @JsonProperty(value = "distributionId", required = true) String distributionId,
            @JsonProperty(value = "shipmentNumber", required = true) int shipmentNumber,
            @JsonProperty(value = "chunkBytes", required = true) int chunkBytes,
            @JsonProperty(value = "chunksPerPiece", required = true) int chunksPerPiece,
            @JsonProperty(value = "blobs", required = true) List<BlobOutline> blobs,
            @JsonProperty(value = "accessToken", required = true) String accessToken) {
        this.distributionId = Objects.requireNonNull(distributionId, "distributionId");
        this.shipmentNumber = Limits.notNegative(shipmentNumber, "shipmentNumber");
        this.chunkBytes = Limits.notNegative(chunkBytes, "chunkBytes");
        this.chunksPerPiece = Limits.notNegative(chunksPerPiece, "chunksPerPiece");
        this.blobs = List.copyOf(blobs);
        this.accessToken = Objects.requireNonNull(accessToken, "accessToken");
    }

    public String distributionId() {
        return distributionId;
    }

    /** Unique among the live shipments of a controller; carried in every datagram. */
    public int shipmentNumber() {
        return shipmentNumber;
    }

    /** Payload of a full chunk, bytes; the last chunk of a blob may be shorter. */
    public int chunkBytes() {
        return chunkBytes;
    }

    /** Chunks covered by one piece hash. */
    public int chunksPerPiece() {
        return chunksPerPiece;
    }

    /** In layout order. */
    public List<BlobOutline> blobs() {
        return blobs;
    }

    /** Bearer token that a neighbour must show to fetch these blobs over HTTP. */
    public String accessToken() {
        return accessToken;
    }
}
