package org.ebbcast.onos.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Values compressed and cut into parts, and put together again. Stateless. */
final class JournalParts {
    private JournalParts() {}

    /** At least one part, each of at most {@code partBytes}. */
    static List<byte[]> cut(byte[] value, int partBytes) {
        byte[] packed = deflate(value);
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < packed.length; from += partBytes) {
            parts.add(Arrays.copyOfRange(packed, from, Math.min(packed.length, from + partBytes)));
        }
        return parts;
    }

    /** @throws IllegalStateException naming the part that is missing */
    static byte[] join(String key, JournalHead head, Map<String, byte[]> entries) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int i = 0; i < head.parts(); i++) {
            byte[] part = entries.get(head.partKey(key, i));
            if (part == null) {
                throw new IllegalStateException("journal entry '" + key + "' lacks its part " + head.partKey(key, i));
            }
            packed.write(part, 0, part.length);
        }
        return inflate(packed.toByteArray());
    }

    private static byte[] deflate(byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen in memory", e);
        }
        return out.toByteArray();
    }

    private static byte[] inflate(byte[] packed) {
        try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return inflater.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("a journal entry is damaged", e);
        }
    }
}
