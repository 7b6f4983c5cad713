package org.ebbcast.agent.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A number that only grows. Thread-safe and cheap to add to from many threads. */
public final class Counter {
    private final LongAdder value = new LongAdder();

    Counter() {}

    public void increment() {
        value.increment();
    }

    public void add(long amount) {
        value.add(amount);
    }

    public long value() {
        return value.sum();
    }
}
