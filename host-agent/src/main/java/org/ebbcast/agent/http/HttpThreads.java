package org.ebbcast.agent.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.concurrent.TimeUnit;

/** The threads behind all HTTP listeners of an agent: one for sockets, a few that may block on the disk. */
public final class HttpThreads implements AutoCloseable {
    private static final int WORKERS = 4;

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

    EventLoopGroup sockets() {
        return sockets;
    }

    EventExecutorGroup workers() {
        return workers;
    }

    /** Waits until what workers are doing is done, two seconds at most. */
    @Override
    public void close() {
        workers.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        sockets.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
