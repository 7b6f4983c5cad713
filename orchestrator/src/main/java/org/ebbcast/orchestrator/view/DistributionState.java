package org.ebbcast.orchestrator.view;

/** Where a distribution is in its life. */
public enum DistributionState {
    /** It is not yet time. */
    SCHEDULED,
    /** A user made it wait; nothing is sent. */
    PAUSED,
    /** Sources are asked for the image. */
    RESOLVING,
    /** Targets are asked what they lack; trees are computed. */
    PLANNING,
    /** Rules go into switches, receivers get ready. */
    PROGRAMMING,
    /** Senders send. */
    STREAMING,
    /** Everything was sent; targets fetch what was lost. */
    REPAIRING,
    /** Everything is verified or failed; images are published, rules go out. */
    FINISHING,
    /** Every target is done. */
    COMPLETED,
    /** Some targets are done, each other one has a reason. */
    PARTIAL,
    /** No target is done; the reason says why. */
    FAILED,
    /** A user ended it. */
    CANCELLED;

    /** Whether nothing more will happen. */
    public boolean isOver() {
        return compareTo(COMPLETED) >= 0;
    }
}
