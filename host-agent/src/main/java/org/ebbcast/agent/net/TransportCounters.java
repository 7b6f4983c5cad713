package org.ebbcast.agent.net;

import org.ebbcast.agent.metrics.Counter;
import org.ebbcast.agent.metrics.Metrics;

/** What the transport did since the agent started. Thread-safe. */
public final class TransportCounters {
    private final Counter datagramsReceived;
    private final Counter bytesReceived;
    private final Counter datagramsForeign;
    private final Counter datagramsForged;
    private final Counter datagramsSent;
    private final Counter wireBytesSent;
    private final Counter sendsDeferred;
    private final Counter repairRequests;
    private final Counter repairFailures;
    private final Counter repairBytes;

    /** Counts into {@code metrics}. */
    public TransportCounters(Metrics metrics) {
        datagramsReceived = metrics.counter(
                "ebbcast_agent_datagrams_received_total", "Datagrams that came in on the image port.");
        bytesReceived = metrics.counter(
                "ebbcast_agent_datagram_bytes_received_total", "Bytes of datagrams that came in on the image port, headers of ours counted.");
        datagramsForeign = metrics.counter(
                "ebbcast_agent_datagrams_foreign_total", "Datagrams that were none of ours, or of a shipment not expected here.");
        datagramsForged = metrics.counter(
                "ebbcast_agent_datagrams_forged_total",
                "Datagrams that nobody with the key of their sealed shipment made.");
        datagramsSent = metrics.counter("ebbcast_agent_datagrams_sent_total", "Image datagrams that were sent.");
        wireBytesSent = metrics.counter(
                "ebbcast_agent_wire_bytes_sent_total", "Bytes of image datagrams that were sent, Ethernet headers counted.");
        sendsDeferred = metrics.counter(
                "ebbcast_agent_sends_deferred_total", "Times that the kernel took no datagram because the uplink was behind.");
        repairRequests = metrics.counter("ebbcast_agent_repair_requests_total", "Requests to neighbours for lost pieces.");
        repairFailures = metrics.counter(
                "ebbcast_agent_repair_failures_total", "Requests to neighbours that came to nothing.");
        repairBytes = metrics.counter("ebbcast_agent_repair_bytes_total", "Bytes that neighbours delivered.");
    }

    void received(long datagrams, long bytes, long foreign, long forged) {
        datagramsForged.add(forged);
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

    /** Ethernet headers counted. */
    public long wireBytesSent() {
        return wireBytesSent.value();
    }

    /** Times that the kernel took no datagram because the uplink was behind. */
    public long sendsDeferred() {
        return sendsDeferred.value();
    }

    /** Datagrams that were none of ours, or of a shipment not expected here. */
    public long datagramsForeign() {
        return datagramsForeign.value();
    }

    /** Datagrams that nobody with the key of their sealed shipment made. */
    public long datagramsForged() {
        return datagramsForged.value();
    }

    public long repairFailures() {
        return repairFailures.value();
    }
}
