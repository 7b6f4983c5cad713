package org.ebbcast.orchestrator.sim;

import java.time.Instant;
import org.ebbcast.orchestrator.EventLoop;

/** The loop of one controller process: when the process is killed, nothing that it had in mind happens any more. */
public final class Incarnation implements EventLoop {
    private final VirtualLoop loop;
    private boolean dead;

    public Incarnation(VirtualLoop loop) {
        this.loop = loop;
    }

    @Override
    public long nowNanos() {
        return loop.nowNanos();
    }

    @Override
    public Instant wallClock() {
        return loop.wallClock();
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        loop.schedule(delayNanos, () -> {
            if (!dead) {
                task.run();
            }
        });
    }

    @Override
    public void close() {
        dead = true;
    }
}
