package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.ebbcast.protocol.Digest;

/**
 * Piece hashes of complete blobs, kept in files beside them: 32 bytes a piece, then a CRC-32C. They are never synced;
 * one that a crash spoiled is computed again. Thread-safe.
 */
final class Outlines {
    private static final int CRC_BYTES = 4;

    private final StoreLayout layout;
    private final Disk disk;

    Outlines(StoreLayout layout, Disk disk) {
        this.layout = layout;
        this.disk = disk;
    }

    Optional<byte[]> find(Digest digest, long pieceBytes, int pieces) throws IOException {
        byte[] file;
        try {
            file = Files.readAllBytes(layout.outline(digest, pieceBytes));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        int length = pieces * PartialBlob.HASH_BYTES;
        if (file.length != length + CRC_BYTES || ByteBuffer.wrap(file).getInt(length) != crc(file, length)) {
            return Optional.empty();
        }
        byte[] hashes = new byte[length];
        System.arraycopy(file, 0, hashes, 0, length);
        return Optional.of(hashes);
    }

    void save(Digest digest, long pieceBytes, byte[] hashes) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(hashes.length + CRC_BYTES);
        file.put(hashes).putInt(crc(hashes, hashes.length)).flip();
        Path target = layout.outline(digest, pieceBytes);
        Path temporary = layout.temporary()
                .resolve(target.getFileName() + "." + Thread.currentThread().getId());
        try (Disk.OpenFile open = disk.create(temporary)) {
            open.write(file, 0);
        }
        disk.rename(temporary, target);
    }

    void delete(Digest digest) throws IOException {
        for (Path file : StoreLayout.list(layout.outlines())) {
            if (StoreLayout.digestOf(file).equals(Optional.of(digest))) {
                disk.delete(file);
            }
        }
    }

    /** Hashes every piece of {@code content}; one read of it. */
    static byte[] compute(FileChannel content, long sizeBytes, long pieceBytes, int pieces) throws IOException {
        ByteBuffer hashes = ByteBuffer.allocate(pieces * PartialBlob.HASH_BYTES);
        ByteBuffer scratch = ByteBuffer.allocate(64 << 10);
        MessageDigest hash = Digest.sha256();
        for (long at = 0; at < sizeBytes; ) {
            long end = Math.min(sizeBytes, (at / pieceBytes + 1) * pieceBytes);
            scratch.clear().limit((int) Math.min(scratch.capacity(), end - at));
            int read = content.read(scratch, at);
            if (read < 0) {
                throw new IOException("Tried to read " + sizeBytes + " bytes but the file ends at " + at);
            }
            hash.update(scratch.array(), 0, read);
            at += read;
            if (at == end) {
                hashes.put(hash.digest());
            }
        }
        return hashes.array();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
