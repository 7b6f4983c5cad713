package org.ebbcast.orchestrator.view;

import java.util.Optional;

/** Bytes and seconds of a distribution. Immutable. */
public final class Amounts {
    private final long bytesToSend;
    private final long wireBytesSent;
    private final long repairBytes;
    private final Optional<Double> expectedSeconds;
    private final Optional<Double> boundSeconds;
    private final Optional<Double> estimatedSecondsLeft;

    private Amounts(
            long bytesToSend,
            long wireBytesSent,
            long repairBytes,
            Optional<Double> expectedSeconds,
            Optional<Double> boundSeconds,
            Optional<Double> estimatedSecondsLeft) {
        this.bytesToSend = bytesToSend;
        this.wireBytesSent = wireBytesSent;
        this.repairBytes = repairBytes;
        this.expectedSeconds = expectedSeconds;
        this.boundSeconds = boundSeconds;
        this.estimatedSecondsLeft = estimatedSecondsLeft;
    }

    /** See the accessors for units. */
    public static Amounts of(
            long bytesToSend,
            long wireBytesSent,
            long repairBytes,
            Optional<Double> expectedSeconds,
            Optional<Double> boundSeconds,
            Optional<Double> estimatedSecondsLeft) {
        return new Amounts(
                bytesToSend,
                wireBytesSent,
                repairBytes,
                expectedSeconds,
                boundSeconds,
                estimatedSecondsLeft);
    }

    /** Content that at least one target lacked, each byte once. */
    public long bytesToSend() {
        return bytesToSend;
    }

    /** By all senders, Ethernet headers counted. */
    public long wireBytesSent() {
        return wireBytesSent;
    }

    /** Fetched from neighbours, all targets together. */
    public long repairBytes() {
        return repairBytes;
    }

    /** For the streams by the plan. */
    public Optional<Double> expectedSeconds() {
        return expectedSeconds;
    }

    /** No plan is faster on that idle bandwidth. */
    public Optional<Double> boundSeconds() {
        return boundSeconds;
    }

    /** At the rates of now; absent while nothing is sent. */
    public Optional<Double> estimatedSecondsLeft() {
        return estimatedSecondsLeft;
    }
}
