package org.ebbcast.agent.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The threads behind all HTTP listeners of an agent: one for sockets, a few that may block on the disk. */
public final class HttpThreads implements AutoCloseable, Executor {
    private static final int WORKERS = 4;

    /** Closed connections still pass a few tasks between a worker and the socket thread. */
    private static final long QUIET_MILLIS = 50;

    private final EventLoopGroup sockets;
    private final EventExecutorGroup workers;

    private HttpThreads(EventLoopGroup sockets, EventExecutorGroup workers) {
        this.sockets = sockets;
        this.workers = workers;
    }

    public static HttpThreads start() {
        DefaultThreadFactory factory = new DefaultThreadFactory("http", true);
        return new HttpThreads(
                new NioEventLoopGroup(1, factory),
                new DefaultEventExecutorGroup(WORKERS, new DefaultThreadFactory("http-worker", true)));
    }

    /** Has {@code task}, which may block on the disk, run on a worker. */
    @Override
    public void execute(Runnable task) {
        workers.execute(task);
    }

    EventLoopGroup sockets() {
        return sockets;
    }

    EventExecutorGroup workers() {
        return workers;
    }

    /** Waits until what workers are doing is done, two seconds at most. */
    @Override
    public void close() {
        Future<?> last = workers.shutdownGracefully(QUIET_MILLIS, 2000, TimeUnit.MILLISECONDS);
        sockets.shutdownGracefully(QUIET_MILLIS, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
        last.awaitUninterruptibly();
    }
}
