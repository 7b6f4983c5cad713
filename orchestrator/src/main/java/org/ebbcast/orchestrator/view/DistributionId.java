package org.ebbcast.orchestrator.view;

import java.util.regex.Pattern;

/** The name of a distribution: {@code d-} and its number, which counts from 1. */
public final class DistributionId implements Comparable<DistributionId> {
    private static final Pattern FORM = Pattern.compile("d-([1-9][0-9]{0,8})");

    private final int number;

    private DistributionId(int number) {
        this.number = number;
    }

    /** @throws IllegalArgumentException unless {@code number} is at least 1 */
    public static DistributionId of(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("distribution number is " + number + ", must be at least 1");
        }
        return new DistributionId(number);
    }

    /** @throws IllegalArgumentException naming the text */
    public static DistributionId parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a distribution id, such as d-7");
        }
        return new DistributionId(Integer.parseInt(form.group(1)));
    }

    public int number() {
        return number;
    }

    @Override
    public int compareTo(DistributionId other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof DistributionId && ((DistributionId) o).number == number;
    }

    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public String toString() {
        return "d-" + number;
    }
}
