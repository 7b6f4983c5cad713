package org.ebbcast.orchestrator.life;

import java.time.Duration;

/**
 * How often receivers may speak, so that all of them together stay within the limit whatever their number. Stateless: a
 * shipment keeps the interval that it was given first.
 */
public final class FeedbackBudget {
    /** A small group reports this often, and says at once what happens to it. */
    private static final int LEAST_MILLIS = 250;

    /** People watch imports, and nothing depends on what is said of them. */
    private static final int LEAST_IMPORT_MILLIS = 1000;

    private static final double MILLIS_PER_SECOND = 1000;

    private FeedbackBudget() {}

    static int reportMillis(World world, ShipmentRun s) {
        if (s.reportMillis == 0) {
            s.reportMillis = reportMillis(s.receivers.size(), world.config.feedbackLimit(), used(world));
        }
        return s.reportMillis;
    }

    /** Milliseconds between two words of a target about its import, if all targets of {@code d} import at once. */
    static int importMillis(World world, Distribution d) {
        int millis = reportMillis(d.targets.size(), world.config.feedbackLimit(), used(world));
        return Math.max(LEAST_IMPORT_MILLIS, millis);
    }

    private static double used(World world) {
        return world.live.values().stream()
                .flatMap(d -> d.shipments.stream())
                .filter(s -> s.reportMillis > 0)
                .mapToDouble(s -> s.receivers.size() * MILLIS_PER_SECOND / s.reportMillis)
                .sum();
    }

    /**
     * Milliseconds between two messages of one receiver. A shipment may use half of what those before it leave, so that
     * there is always something left for the next: max(250 ms, receivers / ((limit - used) / 2)).
     *
     * @param limitPerSecond messages of all receivers of all shipments
     * @param usedPerSecond what other shipments were given of it
     */
    public static int reportMillis(int receivers, double limitPerSecond, double usedPerSecond) {
        double mine = Math.max(1, (limitPerSecond - usedPerSecond) / 2);
        double millis = Math.ceil(receivers * MILLIS_PER_SECOND / mine);
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_MILLIS, millis));
    }

    /** Patience with a receiver that may not speak as often as it would. */
    static Duration patience(ShipmentRun s, Duration smallGroup) {
        return s.reportMillis <= LEAST_MILLIS ? smallGroup : smallGroup.plusMillis(2L * s.reportMillis);
    }

    /** Whether the reports of the last moment are only a sample of the receivers. */
    static boolean isSampled(ShipmentRun s) {
        return s.reportMillis > LEAST_MILLIS;
    }
}
