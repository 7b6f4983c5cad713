package org.ebbcast.planner;

import java.util.Arrays;

/** Content with the same holders and the same lackers: what one {@link Plan} entry moves. Immutable. */
public final class ShipmentDemand {
    private final long sizeBytes;
    private final int[] holders;
    private final int[] lackers;
    private final double weight;

    private ShipmentDemand(long sizeBytes, int[] holders, int[] lackers, double weight) {
        this.weight = weight;
        this.sizeBytes = sizeBytes;
        this.holders = holders;
        this.lackers = lackers;
    }

    /**
     * @param sizeBytes bytes to move, at least 1
     * @param holders vertices that have the content, at least one
     * @param lackers vertices that need it, at least one; a vertex that also holds it is refused
     * @throws IllegalArgumentException naming the offending value
     */
    public static ShipmentDemand of(long sizeBytes, int[] holders, int[] lackers) {
        if (sizeBytes < 1) {
            throw new IllegalArgumentException("sizeBytes is " + sizeBytes + ", must be at least 1");
        }
        int[] from = sortedDistinct(holders, "holder");
        int[] to = sortedDistinct(lackers, "lacker");
        for (int v : to) {
            if (Arrays.binarySearch(from, v) >= 0) {
                throw new IllegalArgumentException("vertex " + v + " is both holder and lacker");
            }
        }
        return new ShipmentDemand(sizeBytes, from, to, 1);
    }

    /**
     * The same demand with another claim on shared arcs.
     *
     * @param newWeight share of an arc relative to other shipments of the request, above 0; 1 unless told
     * @throws IllegalArgumentException naming the offending value
     */
    public ShipmentDemand withWeight(double newWeight) {
        if (!(newWeight > 0 && newWeight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weight is " + newWeight + ", must be above 0");
        }
        return new ShipmentDemand(sizeBytes, holders, lackers, newWeight);
    }

    private static int[] sortedDistinct(int[] vertices, String role) {
        if (vertices.length == 0) {
            throw new IllegalArgumentException("no " + role);
        }
        return Arrays.stream(vertices).sorted().distinct().toArray();
    }

    /** Bytes to move. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** Share of an arc relative to other shipments of the same request. */
    public double weight() {
        return weight;
    }

    /** Vertices that have the content, ascending; a copy. */
    public int[] holders() {
        return holders.clone();
    }

    /** Vertices that need the content, ascending; a copy. */
    public int[] lackers() {
        return lackers.clone();
    }
}
