package org.ebbcast.orchestrator.life;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.HostId;

/** One target of one shipment, as its reports show it. Owned by its {@link ShipmentRun}. */
final class Receiver {
    final HostId host;
    int readyGeneration = -1;
    boolean received;
    boolean streamsEnded;
    long endedNanos;
    /** Whether it was told neighbours beyond its rack since streams ended. */
    boolean widened;
    boolean askingSource;
    /** No tree serves it, or nothing comes through: it gets the shipment from a parent. */
    boolean relayed;
    /** Parents that had more than it but gave nothing. */
    final Set<HostId> shunned = new TreeSet<>();
    /** What it had heard, and what had been sent towards it, when something came last. */
    long heardDatagrams;
    long sentWhenHeard;
    long silentSinceNanos = Long.MAX_VALUE;
    boolean stranded;
    long strandedSinceNanos;
    long progressNanos;
    long verifiedBytes;
    long multicastBytes;
    long repairBytes;
    long datagrams;
    long datagramsLost;
    double lossFraction;
    long lossNanos;
    long lossWindowNanos;
    long reportedNanos;
    /** When a report last told of datagrams that came since the one before. What a repair restores is none. */
    long grewNanos;
    long reportedDatagrams;
    long firstMissingChunk;
    List<ChunkRange> missing = List.of();

    Receiver(HostId host, long nowNanos) {
        this.host = host;
        progressNanos = nowNanos;
    }
}
