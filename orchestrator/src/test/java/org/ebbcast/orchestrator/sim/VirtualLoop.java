package org.ebbcast.orchestrator.sim;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.ebbcast.orchestrator.EventLoop;

/**
 * Virtual time: events run in the order of their times, equal times in the order in which they were asked for. One
 * thread lets time pass; any thread may ask for events.
 */
public final class VirtualLoop implements EventLoop {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.<Event>comparingLong(e -> e.atNanos).thenComparingLong(e -> e.order));
    private volatile long nowNanos = 1_000_000_000L;
    private long order;
    private boolean closed;

    private static final class Event {
        private final long atNanos;
        private final long order;
        private final Runnable task;

        private Event(long atNanos, long order, Runnable task) {
            this.atNanos = atNanos;
            this.order = order;
            this.task = task;
        }
    }

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public Instant wallClock() {
        return START.plusNanos(nowNanos);
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public synchronized void schedule(long delayNanos, Runnable task) {
        if (!closed) {
            events.add(new Event(nowNanos + Math.max(0, delayNanos), order++, task));
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Runs events until {@code done} or {@code seconds} have passed; answers whether it was {@code done}. */
    public boolean runUntil(BooleanSupplier done, double seconds) {
        long end = nowNanos + (long) (seconds * 1e9);
        while (!done.getAsBoolean()) {
            Optional<Event> next = nextBefore(end);
            if (next.isEmpty()) {
                return done.getAsBoolean();
            }
            next.get().task.run();
        }
        return true;
    }

    private synchronized Optional<Event> nextBefore(long end) {
        Event next = events.peek();
        boolean due = next != null && next.atNanos <= end;
        nowNanos = due ? next.atNanos : end;
        return due ? Optional.ofNullable(events.poll()) : Optional.empty();
    }

    /** Lets time pass. */
    public void run(double seconds) {
        runUntil(() -> false, seconds);
    }
}
