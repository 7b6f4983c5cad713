package org.ebbcast.simulator;

import java.util.Random;

/**
 * How one direction of a link mistreats datagrams: independent loss, and bursts after Gilbert and Elliott (a good state
 * that loses nothing more, a bad one that loses half), repeats and delay. Mutable: it remembers its state.
 */
final class LinkFaults {
    static final LinkFaults NONE = new LinkFaults(0, 0, 0, 0, 0);
    private static final double LOSS_IN_BURST = 0.5;

    private final double loss;
    private final double intoBurst;
    private final double outOfBurst;
    private final double repeat;
    private final long maxDelayNanos;
    private boolean inBurst;

    /**
     * @param loss chance that a datagram is lost, whatever the state
     * @param intoBurst chance per datagram that a burst begins
     * @param outOfBurst chance per datagram that it ends
     * @param repeat chance that a datagram comes twice
     * @param maxDelayNanos of each datagram at random, so that they overtake each other
     */
    LinkFaults(double loss, double intoBurst, double outOfBurst, double repeat, long maxDelayNanos) {
        this.loss = loss;
        this.intoBurst = intoBurst;
        this.outOfBurst = outOfBurst;
        this.repeat = repeat;
        this.maxDelayNanos = maxDelayNanos;
    }

    /** Nothing gets through. */
    static LinkFaults cut() {
        return new LinkFaults(1, 0, 0, 0, 0);
    }

    boolean loses(Random random) {
        if (intoBurst > 0) {
            inBurst = inBurst ? random.nextDouble() >= outOfBurst : random.nextDouble() < intoBurst;
        }
        return inBurst && random.nextDouble() < LOSS_IN_BURST || loss > 0 && random.nextDouble() < loss;
    }

    boolean repeats(Random random) {
        return repeat > 0 && random.nextDouble() < repeat;
    }

    long delay(Random random) {
        return maxDelayNanos == 0 ? 0 : random.nextLong(maxDelayNanos);
    }

    boolean isCut() {
        return loss >= 1;
    }
}
