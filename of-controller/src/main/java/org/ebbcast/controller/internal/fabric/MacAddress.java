package org.ebbcast.controller.internal.fabric;

import java.util.Locale;

/**
 * An Ethernet address (IEEE 802, EUI-48).
 *
 * @param value 48 bits, first octet highest
 */
public record MacAddress(long value) implements Comparable<MacAddress> {
    /** All ones. */
    public static final MacAddress BROADCAST = new MacAddress(0xffffffffffffL);

    /** @throws IllegalArgumentException if {@code value} does not fit 48 bits */
    public MacAddress {
        if (value >>> 48 != 0) {
            throw new IllegalArgumentException("0x" + Long.toHexString(value) + " does not fit 48 bits");
        }
    }

    /** Whether the group bit is set: multicast or broadcast. */
    public boolean isMulticast() {
        return (value >>> 40 & 1) != 0;
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(value, other.value);
    }

    /** Six hexadecimal octets, colon-separated, lower case. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%02x:%02x:%02x:%02x:%02x:%02x",
                value >>> 40,
                value >>> 32 & 255,
                value >>> 24 & 255,
                value >>> 16 & 255,
                value >>> 8 & 255,
                value & 255);
    }
}
