package org.ebbcast.agent.store;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which pieces of a partial blob are known to be right. Set by the blob's owner, read by anybody: a set bit is
 * published after the piece's bytes were read back and hashed.
 */
final class VerifiedPieces {
    private final int pieceCount;
    private final AtomicIntegerArray words;
    private volatile int setCount;

    VerifiedPieces(int pieceCount) {
        this.pieceCount = pieceCount;
        words = new AtomicIntegerArray((pieceCount + 31) / 32);
    }

    int pieceCount() {
        return pieceCount;
    }

    boolean isSet(int piece) {
        return (words.get(piece >>> 5) & 1 << piece) != 0;
    }

    boolean isFull() {
        return setCount == pieceCount;
    }

    /** Whether every piece of {@code first..last} is set. */
    boolean isSet(int first, int last) {
        for (int piece = first; piece <= last; piece++) {
            if (!isSet(piece)) {
                return false;
            }
        }
        return true;
    }

    /** Owner only. */
    void set(int piece) {
        if (!isSet(piece)) {
            words.set(piece >>> 5, words.get(piece >>> 5) | 1 << piece);
            setCount = setCount + 1;
        }
    }

    /** Bits of pieces {@code 8 * index} to {@code 8 * index + 7}, least first. */
    byte byteAt(int index) {
        return (byte) (words.get(index >>> 2) >>> 8 * (index & 3));
    }
}
