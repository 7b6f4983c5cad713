package org.ebbcast.planner;

import java.util.List;

/** The trees of one shipment, and the targets that no tree serves. Immutable. */
public final class ShipmentPlan {
    private final List<PlannedTree> trees;
    private final int[] unreachable;
    private final int[] waiting;
    private final int[] withoutRules;
    private final double expectedSeconds;
    private final double boundSeconds;

    private ShipmentPlan(
            List<PlannedTree> trees,
            int[] unreachable,
            int[] waiting,
            int[] withoutRules,
            double expectedSeconds,
            double boundSeconds) {
        this.withoutRules = withoutRules;
        this.trees = trees;
        this.unreachable = unreachable;
        this.waiting = waiting;
        this.expectedSeconds = expectedSeconds;
        this.boundSeconds = boundSeconds;
    }

    /**
     * @param unreachable targets without any path from a holder, ascending
     * @param waiting targets whose every path is full, ascending
     * @param withoutRules targets with idle paths, but every one through a switch without room for rules, ascending
     * @param expectedSeconds time until the last served target has everything at the planned rates
     * @param boundSeconds no plan on this idle bandwidth serves the same targets sooner
     */
    public static ShipmentPlan of(
            List<PlannedTree> trees,
            int[] unreachable,
            int[] waiting,
            int[] withoutRules,
            double expectedSeconds,
            double boundSeconds) {
        return new ShipmentPlan(
                List.copyOf(trees),
                unreachable.clone(),
                waiting.clone(),
                withoutRules.clone(),
                expectedSeconds,
                boundSeconds);
    }

    public List<PlannedTree> trees() {
        return trees;
    }

    /** Targets without any path from a holder, ascending; a copy. */
    public int[] unreachable() {
        return unreachable.clone();
    }

    /** Targets that must wait for idle bandwidth, ascending; a copy. */
    public int[] waiting() {
        return waiting.clone();
    }

    /** Targets cut off by switches whose rules are used up, ascending; a copy. */
    public int[] withoutRules() {
        return withoutRules.clone();
    }

    /** Seconds until the last served target has everything, at the planned wire rates and without headers. */
    public double expectedSeconds() {
        return expectedSeconds;
    }

    /** Lower bound of {@link #expectedSeconds} over all plans for the served targets. */
    public double boundSeconds() {
        return boundSeconds;
    }
}
