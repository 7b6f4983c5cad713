package org.ebbcast.planner;

/**
 * What a plan may use: number of trees, rules at a switch, and the rate at which a target behind a full link is still
 * served.
 */
public final class PlanLimits {
    /** Flow rules and groups that a tree takes at a switch at most: a flow rule, and a group where it branches. */
    public static final int RULES_OF_A_TREE = 2;

    private final int maxTreesPerShipment;
    private final long trickleBitsPerSecond;
    private final int maxRulesPerSwitch;

    private PlanLimits(int maxTreesPerShipment, long trickleBitsPerSecond, int maxRulesPerSwitch) {
        this.maxRulesPerSwitch = maxRulesPerSwitch;
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
        return new PlanLimits(maxTreesPerShipment, trickleBitsPerSecond, Integer.MAX_VALUE);
    }

    /**
     * The same limits with one on the flow rules and groups of all trees together at any one switch; {@link
     * PlanRequest#withFreeRules} says where less is free.
     *
     * @param rules 0 or more; a switch with fewer than {@link #RULES_OF_A_TREE} left carries no further tree
     * @throws IllegalArgumentException naming a negative number
     */
    public PlanLimits withRulesPerSwitch(int rules) {
        if (rules < 0) {
            throw new IllegalArgumentException("maxRulesPerSwitch is " + rules);
        }
        return new PlanLimits(maxTreesPerShipment, trickleBitsPerSecond, rules);
    }

    /** Flow rules and groups at one switch; {@link Integer#MAX_VALUE} without a limit. */
    public int maxRulesPerSwitch() {
        return maxRulesPerSwitch;
    }

    public int maxTreesPerShipment() {
        return maxTreesPerShipment;
    }

    /** Bits per second; 0 means wait. */
    public long trickleBitsPerSecond() {
        return trickleBitsPerSecond;
    }
}
