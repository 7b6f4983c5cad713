package org.ebbcast.onos;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread with a bounded queue, off ONOS's event threads; whatever it runs may block on ONOS's stores. What finds
 * the queue full is refused with {@link RejectedExecutionException}, so that a caller fails rather than waits.
 */
public final class Worker implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final ScheduledThreadPoolExecutor thread;
    private final int capacity;
    private final String name;

    /** @param capacity tasks that may wait */
    public Worker(String name, int capacity) {
        this.name = name;
        this.capacity = capacity;
        this.thread = new ScheduledThreadPoolExecutor(1, runnable -> {
            Thread t = new Thread(runnable, name);
            t.setDaemon(true);
            return t;
        });
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** @throws RejectedExecutionException if too many tasks wait, or the worker is closed */
    @Override
    public void execute(Runnable task) {
        if (thread.getQueue().size() >= capacity) {
            throw new RejectedExecutionException("Tried to queue work for " + name + " but " + capacity
                    + " tasks wait already; ONOS's stores are slow, look at its logs");
        }
        thread.execute(() -> guarded(task));
    }

    /** Runs {@code task} once {@code delay} has passed, unless cancelled or closed before. */
    public Future<?> after(Duration delay, Runnable task) {
        return thread.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs {@code task} again and again, with {@code pause} between, until cancelled or closed. */
    public Future<?> every(Duration pause, Runnable task) {
        return thread.scheduleWithFixedDelay(
                () -> guarded(task), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("{}: a task failed; what it was for may be out of date until the next event", name, e);
        }
    }

    /** Drops what waits and lets what runs end, for at most 5 s. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("{}: still busy 5 s after it was told to stop", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
