package org.ebbcast.rules;

/** An IPv4 address as 32 bits, so that ranges can be counted through. */
public final class Ipv4Address implements Comparable<Ipv4Address> {
    private final int bits;

    private Ipv4Address(int bits) {
        this.bits = bits;
    }

    public static Ipv4Address ofBits(int bits) {
        return new Ipv4Address(bits);
    }

    /**
     * Reads dotted-decimal notation; names are not resolved.
     *
     * @throws IllegalArgumentException naming the text
     */
    public static Ipv4Address parse(String text) {
        String[] parts = text.split("\\.", -1);
        int bits = 0;
        boolean good = parts.length == 4;
        for (int i = 0; good && i < 4; i++) {
            good = parts[i].matches("[0-9]{1,3}") && Integer.parseInt(parts[i]) <= 255;
            bits = good ? bits << 8 | Integer.parseInt(parts[i]) : 0;
        }
        if (!good) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv4 address");
        }
        return new Ipv4Address(bits);
    }

    public int bits() {
        return bits;
    }

    /** Whether this is in 224.0.0.0/4. */
    public boolean isMulticast() {
        return bits >>> 28 == 0xe;
    }

    @Override
    public int compareTo(Ipv4Address other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Ipv4Address && ((Ipv4Address) o).bits == bits;
    }

    @Override
    public int hashCode() {
        return bits;
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }
}
