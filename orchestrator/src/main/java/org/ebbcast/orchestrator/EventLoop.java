package org.ebbcast.orchestrator;

import java.time.Instant;

/** The orchestrator's one thread with its clock and timers; the simulator replaces it by virtual time. */
public interface EventLoop extends AutoCloseable {
    /** A clock that only goes forward, nanoseconds from an arbitrary start; any thread. */
    long nowNanos();

    /** The time of day, for people; any thread. */
    Instant wallClock();

    /** Runs {@code task} later on the loop, in order; any thread. The caller bounds how many it has outstanding. */
    void execute(Runnable task);

    /** Runs {@code task} on the loop once {@code delayNanos} have passed; any thread. */
    void schedule(long delayNanos, Runnable task);

    /** Runs nothing more; waits for the task that runs. */
    @Override
    void close();
}
