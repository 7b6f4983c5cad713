package org.ebbcast.orchestrator.port;

import java.util.OptionalLong;
import org.ebbcast.rules.ConnectPoint;

/** Counters of one switch port as the switch reported them (OpenFlow 1.3.5, 7.3.5.6). Immutable. */
public final class PortSample {
    private final ConnectPoint at;
    private final long sentBytes;
    private final long receivedBytes;
    private final long switchNanos;
    private final OptionalLong queueBytes;

    private PortSample(
            ConnectPoint at, long sentBytes, long receivedBytes, long switchNanos, OptionalLong queueBytes) {
        this.at = at;
        this.sentBytes = sentBytes;
        this.receivedBytes = receivedBytes;
        this.switchNanos = switchNanos;
        this.queueBytes = queueBytes;
    }

    /** @param switchNanos the switch's own clock for these counters; the port's time alive */
    public static PortSample of(ConnectPoint at, long sentBytes, long receivedBytes, long switchNanos) {
        return new PortSample(at, sentBytes, receivedBytes, switchNanos, OptionalLong.empty());
    }

    /** The same with what the port's queue of image data sent, read in the same instant. */
    public PortSample withQueueBytes(long bytes) {
        return new PortSample(at, sentBytes, receivedBytes, switchNanos, OptionalLong.of(bytes));
    }

    public ConnectPoint at() {
        return at;
    }

    /** tx_bytes: out of the switch. Counters may reset or run backwards. */
    public long sentBytes() {
        return sentBytes;
    }

    /** rx_bytes: into the switch. */
    public long receivedBytes() {
        return receivedBytes;
    }

    /** tx_bytes of the queue of image data (OpenFlow 1.3.5, 7.3.5.8); empty where it lacks or is not read. */
    public OptionalLong queueBytes() {
        return queueBytes;
    }

    /** duration_sec and duration_nsec, nanoseconds. */
    public long switchNanos() {
        return switchNanos;
    }
}
