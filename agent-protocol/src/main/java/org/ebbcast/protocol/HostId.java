package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name of a host that runs an agent: a DNS name, 1 to 253 characters (RFC 1123, 2.1). */
public final class HostId implements Comparable<HostId> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");

    private final String name;

    private HostId(String name) {
        this.name = name;
    }

    /** @throws IllegalArgumentException naming the text */
    @JsonCreator
    public static HostId of(String name) {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not a host name: letters, digits, '.', '_', '-'");
        }
        return new HostId(name);
    }

    @Override
    public int compareTo(HostId other) {
        return name.compareTo(other.name);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof HostId && ((HostId) o).name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @JsonValue
    @Override
    public String toString() {
        return name;
    }
}
