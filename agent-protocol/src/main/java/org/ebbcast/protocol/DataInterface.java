package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/** A network interface through which an agent sends and receives image data. */
public final class DataInterface {
    @JsonProperty
    private final String name;

    @JsonProperty
    private final String mac;

    @JsonProperty
    private final String ipv4;

    @JsonProperty
    private final int mtuBytes;

    /** Bad values are refused with {@link IllegalArgumentException}; see the accessors for units. */
    @JsonCreator
    public DataInterface(
            @JsonProperty(value = "name", required = true) String name,
            @JsonProperty(value = "mac", required = true) String mac,
            @JsonProperty(value = "ipv4", required = true) String ipv4,
            @JsonProperty(value = "mtuBytes", required = true) int mtuBytes) {
        this.name = Objects.requireNonNull(name, "name");
        this.mac = Objects.requireNonNull(mac, "mac");
        this.ipv4 = Objects.requireNonNull(ipv4, "ipv4");
        this.mtuBytes = Limits.notNegative(mtuBytes, "mtuBytes");
    }

    /** Operating-system name, such as {@code eth0}. */
    public String name() {
        return name;
    }

    /** Six hexadecimal octets, colon-separated, lower case. */
    public String mac() {
        return mac;
    }

    /** Dotted-decimal address. */
    public String ipv4() {
        return ipv4;
    }

    /** IP MTU, bytes. */
    public int mtuBytes() {
        return mtuBytes;
    }
}
