package org.ebbcast.agent.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ebbcast.agent.http.HttpListener;
import org.ebbcast.agent.http.HttpThreads;
import org.ebbcast.agent.http.ListenerOptions;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.store.BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The OCI registry for the runtimes of this machine, and the agent's status pages. */
public final class RegistryServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RegistryServer.class);
    private static final int MAX_CONNECTIONS = 256;
    private static final Duration IDLE = Duration.ofMinutes(2);

    private final RegistryService service;
    private final HttpListener listener;

    private RegistryServer(RegistryService service, HttpListener listener) {
        this.service = service;
        this.listener = listener;
    }

    /** Without other registries. */
    public static RegistryServer start(
            HttpThreads threads,
            InetSocketAddress address,
            BlobStore store,
            Metrics metrics,
            Supplier<Optional<String>> unreadiness)
            throws IOException {
        return start(
                threads, address, store, Upstreams.of(List.of()), new RackNeighbours(""), metrics, unreadiness);
    }

    /**
     * @param upstreams registries from which images may be pulled through
     * @param neighbours that are asked before an upstream sends a blob
     * @param unreadiness why the agent is not ready to take part in a distribution, for {@code /readyz}; empty if it is
     * @throws IOException naming the address, if it cannot be listened on
     */
    public static RegistryServer start(
            HttpThreads threads,
            InetSocketAddress address,
            BlobStore store,
            Upstreams upstreams,
            RackNeighbours neighbours,
            Metrics metrics,
            Supplier<Optional<String>> unreadiness)
            throws IOException {
        if (!address.getAddress().isLoopbackAddress()) {
            log.warn("The registry listens on {}: whoever reaches it may push and delete images", address);
        }
        RegistryService service = new RegistryService(store, upstreams, neighbours, metrics, InstantSource.system());
        describe(metrics, store, service);
        HttpListener listener = HttpListener.start(
                threads,
                new ListenerOptions("registry", address, MAX_CONNECTIONS, IDLE, false),
                new StatusPages(new CountingService(service, metrics, "registry"), metrics, unreadiness));
        metrics.gauge(
                "ebbcast_agent_registry_connections", "Connections to the registry.", listener::connectionCount);
        return new RegistryServer(service, listener);
    }

    private static void describe(Metrics metrics, BlobStore store, RegistryService service) {
        metrics.gauge("ebbcast_agent_store_used_bytes", "Content in the store or promised room.", store::usedBytes);
        metrics.gauge("ebbcast_agent_store_free_bytes", "Room left by quota and disk.", store::freeBytes);
        metrics.gauge("ebbcast_agent_store_blobs", "Complete blobs in the store.", store::blobCount);
        metrics.gauge("ebbcast_agent_registry_uploads", "Uploads under way.", service::openUploads);
    }

    public InetSocketAddress localAddress() {
        return listener.localAddress();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        service.close();
    }
}
