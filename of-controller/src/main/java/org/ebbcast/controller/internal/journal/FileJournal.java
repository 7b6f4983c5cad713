package org.ebbcast.controller.internal.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ebbcast.orchestrator.port.JournalPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal as a port: callers queue changes, one thread writes all that wait and forces them to disk together.
 * Thread-safe. When 1,024 changes wait, further ones fail at once.
 */
public final class FileJournal implements JournalPort, AutoCloseable {
    private record Write(Optional<JournalRecord> record, CompletableFuture<Void> done) {}

    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
    private static final int MOST_WAITING = 1_024;
    private static final long COMPACT_ABOVE_BYTES = 1 << 20;

    private final JournalFile file;
    private final Map<String, byte[]> loaded;
    private final BlockingQueue<Write> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread writer;
    private volatile boolean closed;

    private FileJournal(JournalFile file) {
        this.file = file;
        this.loaded = new HashMap<>(file.live());
        this.writer = new Thread(this::writeUntilClosed, "journal");
        writer.setDaemon(true);
        writer.start();
    }

    /** @throws IOException saying what is wrong with the directory and what to do */
    public static FileJournal open(Path directory) throws IOException {
        return open(directory, COMPACT_ABOVE_BYTES);
    }

    static FileJournal open(Path directory, long compactAboveBytes) throws IOException {
        return new FileJournal(JournalFile.open(directory, compactAboveBytes));
    }

    @Override
    public CompletionStage<Void> put(String key, byte[] value) {
        return submit(new JournalRecord(key, Optional.of(value.clone())));
    }

    @Override
    public CompletionStage<Void> remove(String key) {
        return submit(new JournalRecord(key, Optional.empty()));
    }

    @Override
    public Map<String, byte[]> load() {
        return Map.copyOf(loaded);
    }

    private CompletionStage<Void> submit(JournalRecord record) {
        Write write = new Write(Optional.of(record), new CompletableFuture<>());
        if (closed) {
            write.done().completeExceptionally(new IOException("the journal is closed"));
        } else if (!queue.offer(write)) {
            write.done().completeExceptionally(new IOException("Tried to write '" + record.key()
                    + "' to the journal but " + MOST_WAITING + " changes wait for the disk already"));
        }
        return write.done();
    }

    private void writeUntilClosed() {
        try {
            boolean more = true;
            while (more) {
                List<Write> batch = new ArrayList<>();
                batch.add(queue.take());
                queue.drainTo(batch);
                more = batch.stream().allMatch(write -> write.record().isPresent());
                write(batch);
            }
        } catch (InterruptedException e) {
            LOG.error("the journal's thread was interrupted; nothing is written any more");
            closed = true;
        }
        List<Write> late = new ArrayList<>();
        queue.drainTo(late);
        late.forEach(write -> write.done().completeExceptionally(new IOException("the journal is closed")));
    }

    private void write(List<Write> batch) {
        try {
            file.append(batch.stream().flatMap(write -> write.record().stream()).toList());
            batch.forEach(write -> write.done().complete(null));
        } catch (IOException e) {
            LOG.error("journal: {} changes could not be written", batch.size(), e);
            batch.forEach(write -> write.done().completeExceptionally(e));
        }
    }

    /** Writes what waits, then closes. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            queue.put(new Write(Optional.empty(), new CompletableFuture<>()));
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }
}
