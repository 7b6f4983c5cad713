package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Who may write how much: the limits, and the disk as it is now less what was promised to content that is still on its
 * way. Thread-safe.
 */
final class Space {
    /** Left free on the disk, so that names and states can still be written when content no longer can. */
    static final long HEADROOM_BYTES = 32L << 20;

    private static final long FULL_BYTES = 1L << 20;

    private final Disk disk;
    private final Path root;
    private final StoreLimits limits;
    private long usedBytes;
    private long promisedBytes;

    Space(Disk disk, Path root, StoreLimits limits) {
        this.disk = disk;
        this.root = root;
        this.limits = limits;
    }

    /** Counts content found or finished on disk. */
    synchronized void addUsed(long bytes) {
        usedBytes += bytes;
    }

    /** Counts content that is gone from disk. */
    synchronized void removeUsed(long bytes) {
        usedBytes -= bytes;
    }

    /** Promises room for {@code bytes} that will be written; they count as used from now on. */
    synchronized boolean tryPromise(long bytes) throws IOException {
        if (bytes > freeBytes()) {
            return false;
        }
        usedBytes += bytes;
        promisedBytes += bytes;
        return true;
    }

    /** Of a promise, {@code bytes} are on disk now or will never be. */
    synchronized void settle(long bytes) {
        promisedBytes -= bytes;
    }

    synchronized long usedBytes() {
        return usedBytes;
    }

    synchronized long freeBytes() throws IOException {
        long usable = disk.usableBytes(root);
        long onDisk = usable - promisedBytes - HEADROOM_BYTES;
        return Math.max(0, Math.min(onDisk, mostBytes(usable) - usedBytes));
    }

    /** What the store may take, of a disk on which it may still write {@code usableBytes}. */
    private long mostBytes(long usableBytes) {
        long inQuota = limits.quotaBytes() == 0 ? Long.MAX_VALUE : limits.quotaBytes();
        long written = usedBytes - promisedBytes;
        return limits.diskShare() == 1
                ? inQuota
                : Math.min(inQuota, (long) (limits.diskShare() * (usableBytes + written)));
    }

    /** Whether {@code bytes} would fit if nothing else were in the store. */
    synchronized boolean canEverHold(long bytes) throws IOException {
        long usable = disk.usableBytes(root);
        return bytes <= Math.min(mostBytes(usable), usable + usedBytes);
    }

    NoSpaceException refusal(String what, long bytes) throws IOException {
        return new NoSpaceException("Tried to make room for " + what + ", " + bytes + " bytes, in " + root + " but "
                + freeBytes() + " are free (" + limits + ", " + usedBytes() + " in use); delete images or raise the"
                + " quota");
    }

    /** {@code cause}, or what it means if the disk is full. */
    IOException explain(String what, IOException cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = text.contains("no space left") || text.contains("quota exceeded") || isDiskFull();
        if (!full || cause instanceof NoSpaceException) {
            return cause;
        }
        return new NoSpaceException(
                "Tried to write " + what + " in " + root + " but the disk is full (" + cause.getMessage() + ")", cause);
    }

    private boolean isDiskFull() {
        try {
            return disk.usableBytes(root) < FULL_BYTES;
        } catch (IOException e) {
            return false;
        }
    }
}
