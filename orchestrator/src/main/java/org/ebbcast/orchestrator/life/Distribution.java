package org.ebbcast.orchestrator.life;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.EventView;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ImageResolved;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything known about one distribution. Owned by the orchestrator's loop; phases change it. */
final class Distribution {
    private static final Logger LOG = LoggerFactory.getLogger(Distribution.class);
    private static final int MAX_EVENTS = 300;

    final DistributionId id;
    final Intent intent;
    final Instant createdAt;
    final long bornNanos;
    /** Whether a controller before this one began it. */
    final boolean resumed;

    final SortedMap<HostId, Target> targets = new TreeMap<>();
    final SortedSet<HostId> sources = new TreeSet<>();
    /** Targets that were written {@code all}: they give way to sources that turn up. */
    boolean targetsAreAll;

    DistributionState state = DistributionState.RESOLVING;
    Optional<FailureReason> reason = Optional.empty();
    String detail = "";
    long stateSinceNanos;
    /** What it ends as once its rules are out. */
    Optional<DistributionState> outcome = Optional.empty();
    double secondsWhenOver;

    /** Resolution: who was asked, and the answers. */
    final SortedMap<HostId, Optional<ImageResolved>> asked = new TreeMap<>();
    boolean resolving;
    long firstFoundNanos;
    Optional<ImageResolved> image = Optional.empty();

    /** Inventory: the outline asked of holders one after the other. */
    final List<HostId> outlineAsked = new ArrayList<>();
    long outlineAskedNanos;
    boolean takingInventory;
    int chunkBytes;
    int chunksPerPiece;
    /** Of an encrypted one: in memory only, so that a controller that takes over makes its own. */
    Optional<byte[]> sealKey = Optional.empty();
    Optional<Map<Digest, BlobOutline>> outlines = Optional.empty();

    final List<ShipmentRun> shipments = new ArrayList<>();
    boolean waitingForFabric;
    /** A user made it wait. */
    boolean paused;
    long notBeforeNanos;
    long notAfterNanos = Long.MAX_VALUE;
    int nextTreeNumber;
    /** Hosts that must forget this distribution once they are back. */
    final SortedSet<HostId> unforgotten = new TreeSet<>();

    final Deque<EventView> events = new ArrayDeque<>();
    long revision = 1;
    boolean milestone = true;

    Distribution(DistributionId id, Intent intent, Instant createdAt, long bornNanos, boolean resumed) {
        this.id = id;
        this.intent = intent;
        this.createdAt = createdAt;
        this.bornNanos = bornNanos;
        this.resumed = resumed;
        stateSinceNanos = bornNanos;
    }

    double seconds(long nowNanos) {
        return (nowNanos - bornNanos) / 1e9;
    }

    /** Notes a milestone. The oldest is dropped when there are too many. */
    void event(String text, long nowNanos) {
        LOG.info("{}: {}", id, text);
        events.addLast(EventView.of(seconds(nowNanos), text));
        if (events.size() > MAX_EVENTS) {
            events.removeFirst();
        }
        changed();
        milestone = true;
    }

    /** Something visible changed. */
    void changed() {
        revision++;
    }

    void enter(DistributionState next, long nowNanos) {
        if (state != next) {
            state = next;
            stateSinceNanos = nowNanos;
            event("state " + next, nowNanos);
        }
    }

    /** What all its streams together may send; the greatest number if there is no limit. */
    long maxRateBitsPerSecond() {
        return intent.policy().maxRateBitsPerSecond().orElse(Long.MAX_VALUE);
    }

    boolean isOver() {
        return state.isOver();
    }

    /** Whether nothing is left but to take rules out. */
    boolean isEnding() {
        return outcome.isPresent();
    }

    Stream<Target> openTargets() {
        return targets.values().stream().filter(target -> !target.isOver());
    }

    Optional<Target> target(HostId host) {
        return Optional.ofNullable(targets.get(host));
    }

    Optional<ShipmentRun> shipment(int number) {
        return shipments.stream().filter(s -> s.number() == number).findFirst();
    }

    /** Receivers of {@code shipment} that still lack something and whose target is open. */
    Stream<Receiver> lacking(ShipmentRun shipment) {
        return shipment.receivers.values().stream().filter(r -> !r.received && isOpen(r.host));
    }

    private boolean isOpen(HostId host) {
        Target target = targets.get(host);
        return target != null && !target.isOver();
    }
}
