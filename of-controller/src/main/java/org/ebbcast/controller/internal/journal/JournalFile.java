package org.ebbcast.controller.internal.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file behind the journal. Changes are appended and forced to disk; once most of the file is history it is written
 * anew beside the old one and takes its place by an atomic rename. Opening cuts off a torn end. Owned by one thread.
 */
final class JournalFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);
    private static final byte[] MAGIC = "EBBJRNL1".getBytes(StandardCharsets.US_ASCII);
    private static final String NAME = "journal.log";
    private static final int HISTORY_FACTOR = 4;

    private final Path directory;
    private final long compactAboveBytes;
    private final FileChannel lock;
    private final Map<String, byte[]> live = new LinkedHashMap<>();
    private FileChannel log;
    private long goodBytes;
    private long liveBytes;

    private JournalFile(Path directory, long compactAboveBytes, FileChannel lock) throws IOException {
        this.directory = directory;
        this.compactAboveBytes = compactAboveBytes;
        this.lock = lock;
        Files.deleteIfExists(temporary());
        this.log = FileChannel.open(
                directory.resolve(NAME),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        replay();
    }

    /**
     * @param compactAboveBytes size below which history is never worth removing
     * @throws IOException if the directory cannot be used, or another process uses it
     */
    static JournalFile open(Path directory, long compactAboveBytes) throws IOException {
        Files.createDirectories(directory);
        FileChannel lock = FileChannel.open(
                directory.resolve("journal.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw inUse(directory);
            }
            return new JournalFile(directory, compactAboveBytes, lock);
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw inUse(directory);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static IOException inUse(Path directory) {
        return new IOException("Tried to open the journal in " + directory
                + " but another controller uses it; stop that one or choose another state directory");
    }

    /** What is live; not to be changed. */
    Map<String, byte[]> live() {
        return live;
    }

    /** Appends {@code records}; when it returns they are on disk. If it throws none of them is. */
    void append(List<JournalRecord> records) throws IOException {
        byte[][] encoded = records.stream().map(JournalRecord::encode).toArray(byte[][]::new);
        int total = Arrays.stream(encoded).mapToInt(bytes -> bytes.length).sum();
        ByteBuffer out = ByteBuffer.allocate(total);
        Arrays.stream(encoded).forEach(out::put);
        out.flip();
        try {
            writeAt(log, goodBytes, out);
            log.force(false);
        } catch (IOException e) {
            // A half-written tail would hide what is appended behind it.
            log.truncate(goodBytes);
            throw e;
        }
        goodBytes += total;
        records.forEach(this::apply);
        if (goodBytes > compactAboveBytes && goodBytes > HISTORY_FACTOR * liveBytes) {
            compact();
        }
    }

    private void replay() throws IOException {
        long size = log.size();
        if (size > Integer.MAX_VALUE) {
            throw new IOException(directory.resolve(NAME) + " is larger than any journal: " + size + " bytes");
        }
        ByteBuffer in = ByteBuffer.allocate((int) size);
        while (in.hasRemaining() && log.read(in, in.position()) >= 0) {
            continue;
        }
        in.flip();
        byte[] start = Arrays.copyOf(in.array(), Math.min(in.limit(), MAGIC.length));
        if (start.length < MAGIC.length && Arrays.equals(start, Arrays.copyOf(MAGIC, start.length))) {
            begin();
            return;
        }
        if (!Arrays.equals(start, MAGIC)) {
            throw new IOException(directory.resolve(NAME)
                    + " is not a journal of this version; move it away to start with an empty one");
        }
        in.position(MAGIC.length);
        Optional<JournalRecord> record = JournalRecord.read(in);
        while (record.isPresent()) {
            apply(record.get());
            record = JournalRecord.read(in);
        }
        goodBytes = in.position();
        if (goodBytes < size) {
            LOG.warn("journal: the last {} bytes were not written whole; cut off", size - goodBytes);
            log.truncate(goodBytes);
            log.force(true);
        }
    }

    private void begin() throws IOException {
        log.truncate(0);
        writeAt(log, 0, ByteBuffer.wrap(MAGIC));
        log.force(true);
        forceDirectory();
        goodBytes = MAGIC.length;
    }

    private void apply(JournalRecord record) {
        byte[] before = record.value().isPresent()
                ? live.put(record.key(), record.value().get())
                : live.remove(record.key());
        liveBytes += record.value().map(value -> value.length + record.key().length()).orElse(0);
        liveBytes -= before == null ? 0 : before.length + record.key().length();
    }

    private void compact() throws IOException {
        FileChannel fresh = FileChannel.open(
                temporary(),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        long written = MAGIC.length;
        try {
            writeAt(fresh, 0, ByteBuffer.wrap(MAGIC));
            for (Map.Entry<String, byte[]> entry : live.entrySet()) {
                byte[] bytes = new JournalRecord(entry.getKey(), Optional.of(entry.getValue())).encode();
                writeAt(fresh, written, ByteBuffer.wrap(bytes));
                written += bytes.length;
            }
            fresh.force(true);
            Files.move(temporary(), directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Everything is in the old file still; it only stays long.
            LOG.warn("journal: could not be shortened: {}", e.toString());
            fresh.close();
            return;
        }
        log.close();
        log = fresh;
        goodBytes = written;
        forceDirectory();
    }

    private static void writeAt(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path temporary() {
        return directory.resolve("journal.tmp");
    }

    @Override
    public void close() throws IOException {
        log.close();
        lock.close();
    }
}
