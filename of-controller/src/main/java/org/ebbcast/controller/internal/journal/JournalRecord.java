package org.ebbcast.controller.internal.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One change: {@code length:u32 crc32c:u32 body}, where the body is {@code keyLength:u16 key kind:u8 value} and the
 * checksum covers length and body. What does not check is where a crash cut the file.
 *
 * @param value empty for a removal
 */
record JournalRecord(String key, Optional<byte[]> value) {
    static final int MOST_KEY_BYTES = 1_024;
    static final int MOST_VALUE_BYTES = 64 << 20;
    private static final int HEADER_BYTES = 8;
    private static final int BODY_BYTES = 3;
    private static final byte PUT = 1;
    private static final byte REMOVE = 2;

    /** @throws IllegalArgumentException if key or value are larger than the format allows */
    JournalRecord {
        int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (keyBytes > MOST_KEY_BYTES) {
            throw new IllegalArgumentException("journal key of " + keyBytes + " bytes is over " + MOST_KEY_BYTES);
        }
        if (value.isPresent() && value.get().length > MOST_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "journal value of " + value.get().length + " bytes is over " + MOST_VALUE_BYTES);
        }
    }

    byte[] encode() {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        byte[] valueBytes = value.orElse(new byte[0]);
        int length = BODY_BYTES + keyBytes.length + valueBytes.length;
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + length);
        out.putInt(length).putInt(0);
        out.putShort((short) keyBytes.length).put(keyBytes);
        out.put(value.isPresent() ? PUT : REMOVE).put(valueBytes);
        out.putInt(4, checksum(out.array(), 0, length));
        return out.array();
    }

    /** Reads the record at {@code in}'s position and moves behind it; empty, without moving, if there is no whole one. */
    static Optional<JournalRecord> read(ByteBuffer in) {
        int start = in.position();
        if (in.remaining() < HEADER_BYTES) {
            return Optional.empty();
        }
        int length = in.getInt(start);
        boolean fits = length >= BODY_BYTES && length <= in.remaining() - HEADER_BYTES;
        if (!fits || checksum(in.array(), start, length) != in.getInt(start + 4)) {
            return Optional.empty();
        }
        ByteBuffer body = in.slice(start + HEADER_BYTES, length);
        int keyLength = Short.toUnsignedInt(body.getShort());
        if (keyLength > MOST_KEY_BYTES || keyLength + BODY_BYTES > length) {
            return Optional.empty();
        }
        byte[] key = new byte[keyLength];
        body.get(key);
        boolean put = body.get() == PUT;
        byte[] value = new byte[body.remaining()];
        body.get(value);
        in.position(start + HEADER_BYTES + length);
        return Optional.of(new JournalRecord(
                new String(key, StandardCharsets.UTF_8), put ? Optional.of(value) : Optional.empty()));
    }

    private static int checksum(byte[] array, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(array, start, 4);
        crc.update(array, start + HEADER_BYTES, length);
        return (int) crc.getValue();
    }
}
