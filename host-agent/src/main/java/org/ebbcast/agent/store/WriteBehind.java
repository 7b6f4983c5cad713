package org.ebbcast.agent.store;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the kernel put parts of files on the medium while the files still grow, and take them out of memory when nobody reads
 * them soon. Advice that is carried out on a thread of its own, or not at all. Thread-safe.
 */
final class WriteBehind {
    /*
     * Where the medium is behind, sync_file_range(2) waits for room in its queue, so it is not for the thread that
     * receives. A file is opened by its name each time, which costs nothing beside megabytes: one that was renamed or
     * removed meanwhile is left alone, and no descriptor can be mistaken for another's.
     */
    private static final Logger log = LoggerFactory.getLogger(WriteBehind.class);
    private static final int MAX_WAITING = 64;
    private static final long IDLE_SECONDS = 10;
    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 0x80000;
    private static final int SYNC_FILE_RANGE_WRITE = 2;
    private static final int POSIX_FADV_DONTNEED = 4;

    /** Functions of the C library; called by name. Offsets are those of a 64-bit Linux. */
    interface C extends Library {
        int open(String path, int flags);

        int close(int file);

        int sync_file_range(int file, long offset, long bytes, int flags);

        int posix_fadvise(int file, long offset, long bytes, int advice);
    }

    private interface Advice {
        void give(C library, int file);
    }

    private final ThreadPoolExecutor thread;
    private volatile boolean impossible = Native.LONG_SIZE != Long.BYTES;

    WriteBehind() {
        // More than waits already is not worth remembering: the medium is behind, and a sync at the end writes everything.
        thread = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), WriteBehind::daemon,
                new ThreadPoolExecutor.DiscardPolicy());
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "ebbcast-write-behind");
        thread.setDaemon(true);
        return thread;
    }

    /** Has bytes {@code from} to {@code to - 1} written to the medium. They stay in memory, and are not durable by it. */
    void writeOut(Path file, long from, long to) {
        advise(file, (library, open) -> library.sync_file_range(open, from, to - from, SYNC_FILE_RANGE_WRITE));
    }

    /** Has those of the bytes {@code from} to {@code to - 1} that are on the medium taken out of memory. */
    void letGo(Path file, long from, long to) {
        advise(file, (library, open) -> library.posix_fadvise(open, from, to - from, POSIX_FADV_DONTNEED));
    }

    private void advise(Path file, Advice advice) {
        if (!impossible) {
            thread.execute(() -> giveNow(file, advice));
        }
    }

    private void giveNow(Path file, Advice advice) {
        try {
            C library = Holder.C_LIBRARY;
            int open = library.open(file.toString(), O_RDONLY | O_CLOEXEC);
            if (open >= 0) {
                advice.give(library, open);
                library.close(open);
            }
        } catch (LinkageError e) {
            impossible = true;
            log.info("Content is written to disk when the kernel sees fit: {}", e.toString());
        }
    }

    /** Loads the library when it is first needed. */
    private static final class Holder {
        static final C C_LIBRARY = Native.load("c", C.class);
    }
}
