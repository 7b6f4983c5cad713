package org.ebbcast.planner.steiner;

/** No tree connects the terminals; names two of them, with vertices counted from 0. */
public final class TerminalsApartException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int one;
    private final int other;

    TerminalsApartException(int one, int other) {
        super(said(one, other));
        this.one = one;
        this.other = other;
    }

    /** The message for vertices that count from {@code first}, as in a file. */
    public String countedFrom(int first) {
        return said(one + first, other + first);
    }

    private static String said(int one, int other) {
        return "no tree connects the terminals: vertices " + one + " and " + other + " stay apart";
    }
}
