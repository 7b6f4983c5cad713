package org.ebbcast.agent.transport;

import org.ebbcast.protocol.Neighbour;

/** What a receiver has learned about one neighbour. Owned by its repair scheduler. */
final class NeighbourScore {
    /** Pieces with a wrong hash after which a neighbour is asked no more. */
    private static final int MAX_BAD_PIECES = 2;

    private final Neighbour neighbour;
    private int underWay;
    private int failures;
    private int badPieces;
    private long notBeforeNanos = Long.MIN_VALUE;

    NeighbourScore(Neighbour neighbour) {
        this.neighbour = neighbour;
    }

    Neighbour neighbour() {
        return neighbour;
    }

    boolean isSame(Neighbour other) {
        return neighbour.host().equals(other.host())
                && neighbour.address().equals(other.address())
                && neighbour.port() == other.port()
                && neighbour.tier() == other.tier();
    }

    boolean isTrusted() {
        return badPieces < MAX_BAD_PIECES;
    }

    boolean isReachable(long nowNanos) {
        return nowNanos >= notBeforeNanos;
    }

    int underWay() {
        return underWay;
    }

    /** Lower is better: bad bytes weigh most, then silence, then load. */
    int penalty() {
        return badPieces * 10_000 + Math.min(failures, 99) * 100 + underWay;
    }

    void asked() {
        underWay++;
    }

    void answered() {
        underWay--;
        failures = 0;
    }

    /** The next attempt waits until {@code notBeforeNanos}. */
    void silent(long notBeforeNanos) {
        underWay--;
        failures++;
        this.notBeforeNanos = notBeforeNanos;
    }

    /** Failures in a row. */
    int failures() {
        return failures;
    }

    void deliveredBadPiece() {
        badPieces++;
    }
}
