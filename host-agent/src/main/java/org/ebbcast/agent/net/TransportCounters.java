package org.ebbcast.agent.net;

import java.util.concurrent.atomic.LongAdder;

/** What the transport did since the agent started, for {@code /metrics}. Thread-safe. */
public final class TransportCounters {
    private final LongAdder datagramsReceived = new LongAdder();
    private final LongAdder bytesReceived = new LongAdder();
    private final LongAdder datagramsForeign = new LongAdder();
    private final LongAdder datagramsSent = new LongAdder();
    private final LongAdder wireBytesSent = new LongAdder();
    private final LongAdder sendsDeferred = new LongAdder();
    private final LongAdder repairRequests = new LongAdder();
    private final LongAdder repairFailures = new LongAdder();
    private final LongAdder repairBytes = new LongAdder();

    void received(long datagrams, long bytes, long foreign) {
        datagramsReceived.add(datagrams);
        bytesReceived.add(bytes);
        datagramsForeign.add(foreign);
    }

    void sent(long datagrams, long wireBytes) {
        datagramsSent.add(datagrams);
        wireBytesSent.add(wireBytes);
    }

    void sendDeferred() {
        sendsDeferred.increment();
    }

    void repairAsked() {
        repairRequests.increment();
    }

    void repairFailed() {
        repairFailures.increment();
    }

    void repairDelivered(long bytes) {
        repairBytes.add(bytes);
    }

    public long datagramsReceived() {
        return datagramsReceived.sum();
    }

    public long bytesReceived() {
        return bytesReceived.sum();
    }

    /** Datagrams that were none of ours, or of a shipment not expected here. */
    public long datagramsForeign() {
        return datagramsForeign.sum();
    }

    public long datagramsSent() {
        return datagramsSent.sum();
    }

    /** Ethernet headers counted. */
    public long wireBytesSent() {
        return wireBytesSent.sum();
    }

    /** Times that the kernel took no datagram because the uplink was behind. */
    public long sendsDeferred() {
        return sendsDeferred.sum();
    }

    public long repairRequests() {
        return repairRequests.sum();
    }

    public long repairFailures() {
        return repairFailures.sum();
    }

    public long repairBytes() {
        return repairBytes.sum();
    }
}
