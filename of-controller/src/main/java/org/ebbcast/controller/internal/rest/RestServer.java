package org.ebbcast.controller.internal.rest;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.ws.rs.ProcessingException;
import org.ebbcast.orchestrator.rest.ProblemMapper;
import org.glassfish.jersey.jdkhttp.JdkHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves JAX-RS resources over HTTP with bounded threads, bodies and patience. Thread-safe. */
public final class RestServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);
    // Held here, for java.util.logging forgets levels of loggers that nobody holds: Jersey warns of every resource that
    // is an instance, which is how resources get what they work with.
    private static final List<java.util.logging.Logger> NOISY = List.of(
            java.util.logging.Logger.getLogger("org.glassfish.jersey.internal.inject.Providers"),
            java.util.logging.Logger.getLogger("org.glassfish.jersey.message.internal.MessagingBinders"));
    private static final int THREADS = 16;
    private static final int MOST_WAITING = 256;
    private static final int DRAIN_SECONDS = 1;

    private final HttpServer server;
    private final ThreadPoolExecutor executor;

    private RestServer(HttpServer server, ThreadPoolExecutor executor) {
        this.server = server;
        this.executor = executor;
    }

    /**
     * @param token what writers must show; empty lets everybody write
     * @param resources instances of resource classes and providers
     * @throws IOException naming the address, if it cannot be listened on
     */
    public static RestServer start(InetSocketAddress listen, Optional<String> token, Collection<?> resources)
            throws IOException {
        // A client that never finishes its request would hold a thread for ever; read once by the JDK's server.
        if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
            System.setProperty("sun.net.httpserver.maxReqTime", "30");
        }
        NOISY.forEach(logger -> logger.setLevel(java.util.logging.Level.SEVERE));
        ResourceConfig config = new ResourceConfig();
        config.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        config.register(new BodyLimit());
        config.register(new ProblemMapper());
        token.ifPresent(secret -> config.register(new WriteGuard(secret)));
        resources.forEach(config::register);
        try {
            HttpServer server = JdkHttpServerFactory.createHttpServer(uri(listen), config, false);
            ThreadPoolExecutor executor = new ThreadPoolExecutor(
                    THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                        Thread thread = new Thread(task, "rest");
                        thread.setDaemon(true);
                        return thread;
                    });
            executor.allowCoreThreadTimeOut(true);
            server.setExecutor(executor);
            server.start();
            LOG.info("REST API on http://{}:{}", listen.getHostString(), server.getAddress().getPort());
            return new RestServer(server, executor);
        } catch (ProcessingException | UncheckedIOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "Tried to serve the REST API on " + listen + " but " + cause.getMessage()
                            + "; stop what listens there or choose another address",
                    e);
        }
    }

    private static URI uri(InetSocketAddress listen) {
        String host = listen.getAddress().getHostAddress();
        String bracketed = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + bracketed + ":" + listen.getPort() + "/");
    }

    /** Where clients connect to; tells the port that was chosen for port 0. */
    public InetSocketAddress localAddress() {
        return server.getAddress();
    }

    /** Lets requests that run finish for a moment, then ends. */
    @Override
    public void close() {
        // The JDK's server waits the whole time even when nothing runs.
        server.stop(executor.getActiveCount() == 0 ? 0 : DRAIN_SECONDS);
        executor.shutdownNow();
    }
}
