package org.ebbcast.onos.journal;

import java.nio.ByteBuffer;

/** Which parts make up a value: the number of its writing and how many there are. Immutable. */
final class JournalHead {
    /** Of a key that has no value. */
    static final JournalHead NONE = new JournalHead(0, 0);

    private static final char SEPARATOR = '#';

    private final long writing;
    private final int parts;

    private JournalHead(long writing, int parts) {
        this.writing = writing;
        this.parts = parts;
    }

    JournalHead next(int partCount) {
        return new JournalHead(writing + 1, partCount);
    }

    int parts() {
        return parts;
    }

    String partKey(String key, int part) {
        return key + SEPARATOR + writing + SEPARATOR + part;
    }

    byte[] encode() {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(writing)
                .putInt(parts)
                .array();
    }

    /** @throws IllegalArgumentException if {@code bytes} is not what {@link #encode} makes */
    static JournalHead decode(byte[] bytes) {
        if (bytes.length != Long.BYTES + Integer.BYTES) {
            throw new IllegalArgumentException("a journal head of " + bytes.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new JournalHead(buffer.getLong(), buffer.getInt());
    }

    static boolean isPart(String key) {
        return key.indexOf(SEPARATOR) >= 0;
    }

    /** The key whose value {@code partKey} is a part of. */
    static String keyOf(String partKey) {
        return partKey.substring(0, partKey.indexOf(SEPARATOR));
    }

    /** Whether {@code partKey} is of this writing. */
    boolean owns(String partKey) {
        return partKey.startsWith(keyOf(partKey) + SEPARATOR + writing + SEPARATOR);
    }
}
