package org.ebbcast.agent.transport;

import java.util.HashSet;
import java.util.Set;

/** One piece under repair: whom it was asked from in this round, and when to go on. Owned by the repair scheduler. */
final class PieceRepair {
    private final Set<NeighbourScore> asked = new HashSet<>();
    private int round;
    private boolean underWay;
    private long notBeforeNanos = Long.MIN_VALUE;

    boolean wasAsked(NeighbourScore neighbour) {
        return asked.contains(neighbour);
    }

    boolean isWaiting(long nowNanos) {
        return underWay || nowNanos < notBeforeNanos;
    }

    void begin() {
        underWay = true;
    }

    void delivered() {
        underWay = false;
    }

    void failedAt(NeighbourScore neighbour) {
        underWay = false;
        asked.add(neighbour);
    }

    /** Everybody was asked; the next round starts later. */
    void endRound(long notBeforeNanos) {
        asked.clear();
        round++;
        this.notBeforeNanos = notBeforeNanos;
    }

    /** Rounds in vain so far. */
    int round() {
        return round;
    }

    void restart() {
        asked.clear();
        round = 0;
        notBeforeNanos = Long.MIN_VALUE;
    }
}
