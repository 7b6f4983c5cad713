package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/**
 * Asks a target to receive a shipment on these groups. Sent again with a higher generation when groups or
 * neighbours change; idempotent.
 */
public final class ReceiveShipment extends ControllerMessage {
    @JsonProperty
    private final int generation;

    @JsonProperty
    private final Shipment shipment;

    @JsonProperty
    private final List<String> groups;

    @JsonProperty
    private final int port;

    @JsonProperty
    private final List<Neighbour> neighbours;

    @JsonProperty
    private final int receivers;

    @JsonProperty
    private final int reportMillis;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public ReceiveShipment(
            @JsonProperty(value = "generation", required = true) int generation,
            @JsonProperty(value = "shipment", required = true) Shipment shipment,
            @JsonProperty(value = "groups", required = true) List<String> groups,
            @JsonProperty(value = "port", required = true) int port,
            @JsonProperty(value = "neighbours", required = true) List<Neighbour> neighbours,
            @JsonProperty(value = "receivers", required = true) int receivers,
            @JsonProperty(value = "reportMillis", required = true) int reportMillis) {
        this.generation = Limits.notNegative(generation, "generation");
        this.shipment = Objects.requireNonNull(shipment, "shipment");
        this.groups = List.copyOf(groups);
        this.port = Limits.port(port, "port");
        this.neighbours = List.copyOf(neighbours);
        this.receivers = Limits.positive(receivers, "receivers");
        this.reportMillis = Limits.notNegative(reportMillis, "reportMillis");
    }

    /** Counts up within a shipment; a lower one than seen before is stale and ignored. */
    public int generation() {
        return generation;
    }

    public Shipment shipment() {
        return shipment;
    }

    /** Multicast addresses to listen on; all of them, old ones not named are left. */
    public List<String> groups() {
        return groups;
    }

    /** UDP destination port of the datagrams. */
    public int port() {
        return port;
    }

    /** Whom to ask for what lacks, nearest first. */
    public List<Neighbour> neighbours() {
        return neighbours;
    }

    /** How many receive the shipment: what they together ask of a source is bounded. */
    public int receivers() {
        return receivers;
    }

    /** Milliseconds between two messages about the shipment to the controller. */
    public int reportMillis() {
        return reportMillis;
    }
}
