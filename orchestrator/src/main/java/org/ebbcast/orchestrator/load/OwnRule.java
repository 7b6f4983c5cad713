package org.ebbcast.orchestrator.load;

import java.util.Optional;
import org.ebbcast.orchestrator.port.RuleSample;

/** Bytes of one tree through one switch, from a flow counter that may lag. Owned by its {@link LoadEstimator}. */
final class OwnRule {
    private Optional<RuleSample> last = Optional.empty();
    private double counted;
    private double attributed;
    private double commandedAtLast;
    private boolean vanished;

    /** The switch no longer has the rule; answers whether it had it at the last reading. */
    boolean vanish(double commandedBits) {
        boolean had = last.isPresent();
        last = Optional.empty();
        counted = 0;
        attributed = 0;
        commandedAtLast = commandedBits;
        vanished |= had;
        return had;
    }

    /** Whether the switch lost the rule and has not had it again. */
    boolean hasVanished() {
        return vanished;
    }

    /*
     * A switch may refresh flow counters much later than port counters (Open vSwitch: up to half a second later), so
     * that differences of flow counters say little about one window. What is certain of A, the bits that really passed:
     *     O <= A <= O + lag * rate       with O the counter and rate the greater of counted and commanded rate.
     * What the sender was told to send in the window, e, fills in:
     *     A_i = clamp(A_(i-1) + e_i, O_i, O_i + lag * rate_i)
     * Own load of the window is A_i - A_(i-1). A sender that sends less than told is found out after the lag.
     */
    /** Bits of the tree through the switch in the window that ends with {@code sample}. */
    double bitsInWindow(
            RuleSample sample, double windowSeconds, double share, double commandedBits, double lagSeconds) {
        boolean restarted = last.isPresent()
                && (sample.bytes() < last.get().bytes() || sample.switchNanos() < last.get().switchNanos());
        boolean first = last.isEmpty();
        double delta = 8.0 * (first || restarted ? sample.bytes() : sample.bytes() - last.get().bytes());
        double expected = (commandedBits - commandedAtLast) * share;
        counted += delta;
        double slack = lagSeconds * Math.max(delta, expected) / windowSeconds;
        double before = attributed;
        attributed = Math.max(counted, Math.min(attributed + expected, counted + slack));
        last = Optional.of(sample);
        vanished = false;
        commandedAtLast = commandedBits;
        double ageSeconds = sample.switchNanos() / 1e9;
        boolean olderThanWindow = first && ageSeconds > windowSeconds;
        return (attributed - before) * (olderThanWindow ? windowSeconds / ageSeconds : 1);
    }
}
