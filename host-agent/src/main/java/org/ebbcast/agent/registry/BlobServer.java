package org.ebbcast.agent.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.ebbcast.agent.http.HttpListener;
import org.ebbcast.agent.http.HttpThreads;
import org.ebbcast.agent.http.ListenerOptions;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.store.BlobStore;

/** The blob endpoint on the data interface, from which neighbours repair; all that it sends is marked DSCP LE. */
public final class BlobServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 64;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final HttpListener listener;

    private BlobServer(HttpListener listener) {
        this.listener = listener;
    }

    /** @throws IOException naming the address, if it cannot be listened on */
    public static BlobServer start(
            HttpThreads threads, InetSocketAddress address, BlobStore store, BlobAccess access, Metrics metrics)
            throws IOException {
        BlobService service = new BlobService(store, access, threads);
        HttpListener listener = HttpListener.start(
                threads,
                new ListenerOptions("blob endpoint", address, MAX_CONNECTIONS, IDLE, true),
                new CountingService(service, metrics, "neighbours"));
        metrics.gauge(
                "ebbcast_agent_neighbours_connections",
                "Connections of neighbours to the blob endpoint.",
                listener::connectionCount);
        return new BlobServer(listener);
    }

    public InetSocketAddress localAddress() {
        return listener.localAddress();
    }

    @Override
    public void close() {
        listener.close();
    }
}
