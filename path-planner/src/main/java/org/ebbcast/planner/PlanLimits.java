package org.ebbcast.planner;

/** What a plan may use: number of trees, and the rate at which a target behind a full link is still served. */
public final class PlanLimits {
    private final int maxTreesPerShipment;
    private final long trickleBitsPerSecond;

    private PlanLimits(int maxTreesPerShipment, long trickleBitsPerSecond) {
        this.maxTreesPerShipment = maxTreesPerShipment;
        this.trickleBitsPerSecond = trickleBitsPerSecond;
    }

    /**
     * @param maxTreesPerShipment 1 or more
     * @param trickleBitsPerSecond rate granted across links with less idle bandwidth than this; 0 makes such targets
     *     wait (they come back as {@link ShipmentPlan#waiting})
     * @throws IllegalArgumentException naming the offending value
     */
    public static PlanLimits of(int maxTreesPerShipment, long trickleBitsPerSecond) {
        if (maxTreesPerShipment < 1) {
            throw new IllegalArgumentException("maxTreesPerShipment is " + maxTreesPerShipment);
        }
        if (trickleBitsPerSecond < 0) {
            throw new IllegalArgumentException("trickleBitsPerSecond is " + trickleBitsPerSecond);
        }
        return new PlanLimits(maxTreesPerShipment, trickleBitsPerSecond);
    }

    public int maxTreesPerShipment() {
        return maxTreesPerShipment;
    }

    /** Bits per second; 0 means wait. */
    public long trickleBitsPerSecond() {
        return trickleBitsPerSecond;
    }
}
