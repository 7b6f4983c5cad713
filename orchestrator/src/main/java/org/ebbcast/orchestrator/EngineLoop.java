package org.ebbcast.orchestrator;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.ebbcast.orchestrator.life.Counters;
import org.ebbcast.orchestrator.life.Effect;
import org.ebbcast.orchestrator.life.Engine;

/**
 * Lets events happen to the {@link Engine}, one after the other on the loop that owns it: after each, what the engine wants is
 * done, what changed is shown, and the next wake-up is set. At most {@code queue-limit} events wait that may be refused.
 */
final class EngineLoop {
    /** Something that happens to the engine. */
    interface Event {
        void happen(Engine engine, long nowNanos);
    }

    private final EventLoop loop;
    private final Engine engine;
    private final int queueLimit;
    private final Counters counters;
    private final ViewStore views;
    private final AtomicInteger queued = new AtomicInteger();
    private Effect.Performer performer;
    private long wakeAtNanos = Long.MAX_VALUE;
    private boolean closed;

    EngineLoop(EventLoop loop, Engine engine, int queueLimit, Counters counters, ViewStore views) {
        this.loop = loop;
        this.engine = engine;
        this.queueLimit = queueLimit;
        this.counters = counters;
        this.views = views;
    }

    /** Lets {@code first} happen before everything else; from now on {@code performer} does what the engine wants. */
    void start(Effect.Performer performer, Event first) {
        loop.execute(() -> {
            this.performer = performer;
            run(first);
        });
    }

    /** Queues an event that must not be lost; its source bounds how many there are. Any thread. */
    void execute(Event event) {
        loop.execute(() -> run(event));
    }

    /**
     * Queues an event unless too many wait. Any thread.
     *
     * @return whether it will happen
     */
    boolean offer(Event event) {
        if (queued.incrementAndGet() > queueLimit) {
            queued.decrementAndGet();
            counters.add(Counters.Count.EVENTS_DROPPED, 1);
            return false;
        }
        loop.execute(() -> {
            queued.decrementAndGet();
            run(event);
        });
        return true;
    }

    /** Lets an event happen now. On the loop. */
    void run(Event event) {
        if (!closed) {
            event.happen(engine, loop.nowNanos());
            flush();
        }
    }

    /** Does what the engine wants before the event that runs has ended. On the loop. */
    void flush() {
        for (Effect effect : engine.drainEffects()) {
            effect.perform(performer);
        }
        views.put(engine.drainChanged(loop.nowNanos()), engine.drainForgotten());
        engine.nextTickNanos().ifPresent(this::wakeAt);
    }

    private void wakeAt(long nanos) {
        if (nanos < wakeAtNanos) {
            wakeAtNanos = nanos;
            loop.schedule(nanos - loop.nowNanos(), () -> {
                if (wakeAtNanos == nanos) {
                    wakeAtNanos = Long.MAX_VALUE;
                    run(Engine::tick);
                }
            });
        }
    }

    /**
     * Takes all rules out, and closes when they are or {@code patienceNanos} have passed. Any thread; more than once is once.
     *
     * @param told then, on the loop
     */
    void close(long patienceNanos, Runnable told) {
        loop.execute(() -> {
            run(Engine::suspend);
            waitForRules(loop.nowNanos() + patienceNanos, told);
        });
    }

    private void waitForRules(long untilNanos, Runnable told) {
        if (engine.treeCount() == 0 || loop.nowNanos() - untilNanos >= 0) {
            closed = true;
            told.run();
        } else {
            loop.schedule(20_000_000, () -> waitForRules(untilNanos, told));
        }
    }

    /** Events that wait and might have been refused. Any thread. */
    int queued() {
        return queued.get();
    }

    int queueLimit() {
        return queueLimit;
    }

    long nowNanos() {
        return loop.nowNanos();
    }

    Instant wallClock() {
        return loop.wallClock();
    }
}
