package org.ebbcast.protocol;

/** Bounds that every decoder keeps, so that a peer's length field never decides how much memory is taken. */
public final class Limits {
    /** Protocol versions this build speaks, lowest. */
    public static final int MIN_VERSION = 1;

    /** Protocol versions this build speaks, highest. */
    public static final int MAX_VERSION = 1;

    /** Largest control frame, bytes; a longer length field ends the connection unread. */
    public static final int MAX_FRAME_BYTES = 4 << 20;

    /** Largest first frame of a connection, bytes: before the hello is accepted nobody gets more. */
    public static final int MAX_HELLO_BYTES = 64 << 10;

    /** Largest number of missing ranges in a {@link ReceiverProgress}. */
    public static final int MAX_MISSING_RANGES = 64;

    /** Largest number of pieces in a shipment; the piece size grows with the content to stay below it. */
    public static final int MAX_PIECES = 32_768;

    private Limits() {}

    static long notNegative(long value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is " + value + ", must not be negative");
        }
        return value;
    }

    static int notNegative(int value, String name) {
        notNegative((long) value, name);
        return value;
    }

    static long positive(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", must be positive");
        }
        return value;
    }
}
