package org.ebbcast.orchestrator.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.HostId;

/** A distribution as it was at one moment. Immutable. */
public final class DistributionView {
    private final DistributionId id;
    private final long revision;
    private final Intent intent;
    private final Optional<String> image;
    private final Optional<Digest> manifest;
    private final DistributionState state;
    private final Optional<FailureReason> reason;
    private final String detail;
    private final List<HostId> sources;
    private final Instant createdAt;
    private final double secondsElapsed;
    private final Amounts amounts;
    private final List<TreeView> trees;
    private final List<TargetView> targets;
    private final List<EventView> events;

    private DistributionView(
            DistributionId id,
            long revision,
            Intent intent,
            Optional<String> image,
            Optional<Digest> manifest,
            DistributionState state,
            Optional<FailureReason> reason,
            String detail,
            List<HostId> sources,
            Instant createdAt,
            double secondsElapsed,
            Amounts amounts,
            List<TreeView> trees,
            List<TargetView> targets,
            List<EventView> events) {
        this.id = id;
        this.revision = revision;
        this.intent = intent;
        this.image = image;
        this.manifest = manifest;
        this.state = state;
        this.reason = reason;
        this.detail = detail;
        this.sources = List.copyOf(sources);
        this.createdAt = createdAt;
        this.secondsElapsed = secondsElapsed;
        this.amounts = amounts;
        this.trees = List.copyOf(trees);
        this.targets = List.copyOf(targets);
        this.events = List.copyOf(events);
    }

    /** See the accessors for units. */
    public static DistributionView of(
            DistributionId id,
            long revision,
            Intent intent,
            Optional<String> image,
            Optional<Digest> manifest,
            DistributionState state,
            Optional<FailureReason> reason,
            String detail,
            List<HostId> sources,
            Instant createdAt,
            double secondsElapsed,
            Amounts amounts,
            List<TreeView> trees,
            List<TargetView> targets,
            List<EventView> events) {
        return new DistributionView(
                id,
                revision,
                intent,
                image,
                manifest,
                state,
                reason,
                detail,
                sources,
                createdAt,
                secondsElapsed,
                amounts,
                trees,
                targets,
                events);
    }

    public DistributionId id() {
        return id;
    }

    /** Grows with every change. */
    public long revision() {
        return revision;
    }

    public Intent intent() {
        return intent;
    }

    /** As published on targets, once resolved. */
    public Optional<String> image() {
        return image;
    }

    /** Once resolved. */
    public Optional<Digest> manifest() {
        return manifest;
    }

    public DistributionState state() {
        return state;
    }

    /** Present when failed. */
    public Optional<FailureReason> reason() {
        return reason;
    }

    /** For people; empty unless something failed. */
    public String detail() {
        return detail;
    }

    /** Hosts that hold the image and may send. */
    public List<HostId> sources() {
        return sources;
    }

    /** When the intent came. */
    public Instant createdAt() {
        return createdAt;
    }

    /** Since the intent came; stands still when over. */
    public double secondsElapsed() {
        return secondsElapsed;
    }

    public Amounts amounts() {
        return amounts;
    }

    /** In the switches now, or at the end of streaming. */
    public List<TreeView> trees() {
        return trees;
    }

    public List<TargetView> targets() {
        return targets;
    }

    /** The last few hundred. */
    public List<EventView> events() {
        return events;
    }
}
