package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

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

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public DataInterface(
            @JsonProperty(value = "name", required = true) String name,
            @JsonProperty(value = "mac", required = true) String mac,
            @JsonProperty(value = "ipv4", required = true) String ipv4,
            @JsonProperty(value = "mtuBytes", required = true) int mtuBytes) {
        this.name = Limits.text(name, "name");
        this.mac = Limits.mac(mac, "mac");
        this.ipv4 = Limits.ipv4(ipv4, "ipv4");
        this.mtuBytes = Limits.within(mtuBytes, 68, 65_536, "mtuBytes");
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

    /** IP MTU, bytes, 68 to 65,536. */
    public int mtuBytes() {
        return mtuBytes;
    }
}
