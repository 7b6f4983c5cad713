package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/** Where a receiver may ask for what it lacks: another agent's blob endpoint on the data network. */
public final class Neighbour {
    /** How near a neighbour is; nearer tiers are asked first. */
    public enum Tier {
        /** The parent of a receiver that no tree serves: it passes pieces on as it verifies them, in their order. */
        RELAY,
        /** Behind the same leaf switch. */
        RACK,
        /** Behind the same spine or pod switch. */
        POD,
        /** A holder that sends; asked last. */
        SOURCE
    }

    @JsonProperty
    private final String host;

    @JsonProperty
    private final String address;

    @JsonProperty
    private final int port;

    @JsonProperty
    private final Tier tier;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public Neighbour(
            @JsonProperty(value = "host", required = true) String host,
            @JsonProperty(value = "address", required = true) String address,
            @JsonProperty(value = "port", required = true) int port,
            @JsonProperty(value = "tier", required = true) Tier tier) {
        this.host = HostId.of(host).toString();
        this.address = Limits.ipv4(address, "address");
        this.port = Limits.port(port, "port");
        this.tier = Objects.requireNonNull(tier, "tier");
    }

    /** The neighbour's {@link HostId}. */
    public String host() {
        return host;
    }

    /** Dotted-decimal address on the data network. */
    public String address() {
        return address;
    }

    /** TCP port of the blob endpoint. */
    public int port() {
        return port;
    }

    public Tier tier() {
        return tier;
    }
}
