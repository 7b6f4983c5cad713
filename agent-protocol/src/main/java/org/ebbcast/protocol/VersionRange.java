package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalInt;

/** Protocol versions {@code min} to {@code max}, both included. Immutable. */
public final class VersionRange {
    private final int min;
    private final int max;

    private VersionRange(int min, int max) {
        this.min = min;
        this.max = max;
    }

    /** @throws IllegalArgumentException unless {@code 0 <= min <= max} */
    @JsonCreator
    public static VersionRange of(
            @JsonProperty(value = "minVersion", required = true) int min,
            @JsonProperty(value = "maxVersion", required = true) int max) {
        Limits.notNegative(min, "minVersion");
        Limits.within(max, min, Integer.MAX_VALUE, "maxVersion");
        return new VersionRange(min, max);
    }

    /** What this build speaks. */
    public static VersionRange own() {
        return of(Limits.MIN_VERSION, Limits.MAX_VERSION);
    }

    /** The highest version in both ranges; empty if there is none. */
    public OptionalInt highestCommon(VersionRange other) {
        int common = Math.min(max, other.max);
        return common >= Math.max(min, other.min) ? OptionalInt.of(common) : OptionalInt.empty();
    }

    @Override
    public String toString() {
        return min == max ? String.valueOf(min) : min + " to " + max;
    }
}
