package org.ebbcast.agent.seal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.ebbcast.protocol.Digest;

/** Bytes of a blob on their way between neighbours: a random nonce, the ciphertext, the tag. */
public final class SealedRange {
    /** The media type of what it looks like on the wire. */
    public static final String MEDIA_TYPE = "application/vnd.ebbcast.sealed-range";

    /** How much longer it is than what is sealed, bytes. */
    public static final int OVERHEAD_BYTES = Gcm.NONCE_BYTES + Gcm.TAG_BYTES;

    /** Where what is to be sealed begins. */
    public static final int TEXT_AT = Gcm.NONCE_BYTES;

    private static final String PURPOSE = "ebbcast range";

    private SealedRange() {}

    /**
     * Seals in place: {@code range} has the text from {@link #TEXT_AT} on, and room for the tag behind it.
     *
     * @param key of the shipment
     * @param offset of the text within the blob, bytes
     * @param nonce 12 random bytes
     */
    public static void seal(byte[] key, Digest blob, long offset, byte[] nonce, byte[] range) {
        System.arraycopy(nonce, 0, range, 0, Gcm.NONCE_BYTES);
        int length = range.length - OVERHEAD_BYTES;
        new Gcm(key, PURPOSE).seal(nonce, header(blob, offset, length), range, TEXT_AT, length);
    }

    /** The text, or empty if nobody with the key sealed it as these bytes of the blob. Uses up {@code range}. */
    public static Optional<byte[]> open(byte[] key, Digest blob, long offset, byte[] range) {
        int length = range.length - OVERHEAD_BYTES;
        byte[] nonce = Arrays.copyOf(range, Gcm.NONCE_BYTES);
        return new Gcm(key, PURPOSE).open(nonce, header(blob, offset, length), range, TEXT_AT, length + Gcm.TAG_BYTES)
                ? Optional.of(Arrays.copyOfRange(range, TEXT_AT, TEXT_AT + length))
                : Optional.empty();
    }

    /** What a neighbour that does not have the right range cannot pass off as it. */
    private static byte[] header(Digest blob, long offset, int length) {
        return (blob + " " + offset + " " + length).getBytes(StandardCharsets.US_ASCII);
    }
}
