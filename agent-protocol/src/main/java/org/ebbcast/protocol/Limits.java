package org.ebbcast.protocol;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Bounds that every decoder keeps, so that a peer's numbers never decide how much memory or time is taken. */
public final class Limits {
    /** Protocol versions this build speaks, lowest. */
    public static final int MIN_VERSION = 1;

    /** Protocol versions this build speaks, highest. */
    public static final int MAX_VERSION = 3;

    /** The first protocol version with streams of parity alone ({@link SendStream#parityFrom}). */
    public static final int PARITY_ALONE_VERSION = 2;

    /** The first protocol version with sealed shipments ({@link Shipment#sealKey}). */
    public static final int SEAL_VERSION = 3;

    /** Largest control frame, bytes; a longer length field ends the connection unread. */
    public static final int MAX_FRAME_BYTES = 4 << 20;

    /** Largest first frame of a connection, bytes: before the hello is accepted nobody gets more. */
    public static final int MAX_HELLO_BYTES = 64 << 10;

    /** Deepest nesting of objects and arrays in a control message. */
    public static final int MAX_JSON_DEPTH = 16;

    /** Longest number in a control message, characters; more digits than any field holds. */
    public static final int MAX_NUMBER_CHARS = 32;

    /** Longest text for people, characters; what is longer is cut. */
    public static final int MAX_DETAIL_CHARS = 4096;

    /** Longest name, token or reference, characters. */
    public static final int MAX_TEXT_CHARS = 512;

    /** Largest number of missing ranges in a {@link ReceiverProgress}. */
    public static final int MAX_MISSING_RANGES = 64;

    /** Largest number of pieces in a shipment; the piece size grows with the content to stay below it. */
    public static final int MAX_PIECES = 32_768;

    /** Largest piece, bytes. */
    public static final int MAX_PIECE_BYTES = 1 << 30;

    /** Largest chunk payload, bytes: what fits the largest UDP datagram over IPv4 behind the header. */
    public static final int MAX_CHUNK_BYTES = 65_535 - 20 - 8 - ChunkHeader.BYTES;

    /** Largest number of chunks in a shipment: a chunk index has 32 bits. */
    public static final long MAX_CHUNKS = 1L << 32;

    private static final Pattern DISTRIBUTION_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern MULTICAST = Pattern.compile("(22[4-9]|23[0-9])\\.(" + OCTET + "\\.){2}" + OCTET);

    private Limits() {}

    static long notNegative(long value, String name) {
        return within(value, 0, Long.MAX_VALUE, name);
    }

    static int positive(int value, String name) {
        return within(value, 1, Integer.MAX_VALUE, name);
    }

    static int notNegative(int value, String name) {
        return within(value, 0, Integer.MAX_VALUE, name);
    }

    static int within(int value, int min, int max, String name) {
        return (int) within((long) value, min, max, name);
    }

    static long within(long value, long min, long max, String name) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", must be in " + min + ".." + max);
        }
        return value;
    }

    static int port(int value, String name) {
        return within(value, 0, 65_535, name);
    }

    /** A name, token or reference: at most {@link #MAX_TEXT_CHARS}, no control characters; may be empty. */
    static String text(String value, String name) {
        if (value.length() > MAX_TEXT_CHARS) {
            throw new IllegalArgumentException(
                    name + " has " + value.length() + " characters, at most " + MAX_TEXT_CHARS);
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(name + " has a control character in it");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new IllegalArgumentException(name + " has half a surrogate pair in it, which UTF-8 cannot say");
        }
        return value;
    }

    /** Text for people, cut to {@link #MAX_DETAIL_CHARS}; half a surrogate pair, also one cut apart, becomes '?'. */
    static String detail(String value) {
        String cut = value.length() <= MAX_DETAIL_CHARS ? value : value.substring(0, MAX_DETAIL_CHARS);
        return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** An id that is safe as a file name. */
    static String distributionId(String value) {
        return matching(DISTRIBUTION_ID, value, "distributionId", "1 to 64 letters, digits, '.', '_', '-'");
    }

    static String mac(String value, String name) {
        return matching(MAC, value, name, "six lower-case hexadecimal octets with colons");
    }

    /** Names are not taken, so that a message never makes anybody ask a name server. */
    static String ipv4(String value, String name) {
        return matching(IPV4, value, name, "a dotted-decimal IPv4 address");
    }

    static String multicast(String value, String name) {
        return matching(MULTICAST, value, name, "a dotted-decimal IPv4 multicast address");
    }

    private static String matching(Pattern form, String value, String name, String description) {
        if (!form.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    name + " is '" + text(value, name) + "', must be " + description);
        }
        return value;
    }
}
