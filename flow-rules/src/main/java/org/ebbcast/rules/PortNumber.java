package org.ebbcast.rules;

/** A physical OpenFlow port number: 1 to OFPP_MAX, 0xffffff00 (OpenFlow 1.3.5, 7.2.1). */
public final class PortNumber implements Comparable<PortNumber> {
    private static final long MAX = 0xffffff00L;

    private final long value;

    private PortNumber(long value) {
        this.value = value;
    }

    /** @throws IllegalArgumentException if {@code value} is not a physical port */
    public static PortNumber of(long value) {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException(value + " is not a physical port number: 1 to " + MAX);
        }
        return new PortNumber(value);
    }

    public long value() {
        return value;
    }

    @Override
    public int compareTo(PortNumber other) {
        return Long.compare(value, other.value);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof PortNumber && ((PortNumber) o).value == value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
