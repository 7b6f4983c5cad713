package org.ebbcast.rules;

import java.util.Locale;

/** An OpenFlow datapath id (OpenFlow 1.3.5, 7.3.1): 64 bits, written as 16 hexadecimal digits. */
public final class DatapathId implements Comparable<DatapathId> {
    private final long value;

    private DatapathId(long value) {
        this.value = value;
    }

    public static DatapathId of(long value) {
        return new DatapathId(value);
    }

    /**
     * Reads 1 to 16 hexadecimal digits.
     *
     * @throws IllegalArgumentException naming the text
     */
    public static DatapathId parse(String text) {
        if (!text.matches("[0-9a-fA-F]{1,16}")) {
            throw new IllegalArgumentException("'" + text + "' is not a datapath id: 1 to 16 hexadecimal digits");
        }
        return new DatapathId(Long.parseUnsignedLong(text, 16));
    }

    public long value() {
        return value;
    }

    @Override
    public int compareTo(DatapathId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof DatapathId && ((DatapathId) o).value == value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%016x", value);
    }
}
