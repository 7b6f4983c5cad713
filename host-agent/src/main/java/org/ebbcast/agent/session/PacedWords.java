package org.ebbcast.agent.session;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Passes on what is said, but not more often than once an interval, and nothing within the first. Thread-safe. */
final class PacedWords implements Consumer<String> {
    private final Consumer<String> listener;
    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private long lastNanos;

    PacedWords(Consumer<String> listener, long intervalNanos, LongSupplier nanoTime) {
        this.listener = listener;
        this.intervalNanos = intervalNanos;
        this.nanoTime = nanoTime;
        lastNanos = nanoTime.getAsLong();
    }

    @Override
    public void accept(String words) {
        if (isDue()) {
            listener.accept(words);
        }
    }

    private synchronized boolean isDue() {
        long now = nanoTime.getAsLong();
        boolean due = now - lastNanos >= intervalNanos;
        if (due) {
            lastNanos = now;
        }
        return due;
    }
}
