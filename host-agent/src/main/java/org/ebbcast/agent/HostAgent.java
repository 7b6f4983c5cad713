package org.ebbcast.agent;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.ebbcast.agent.net.ReceiveLoop;
import org.ebbcast.agent.net.SendLoop;
import org.ebbcast.agent.registry.BlobServer;
import org.ebbcast.agent.registry.RegistryServer;
import org.ebbcast.agent.session.AgentControl;
import org.ebbcast.protocol.channel.AgentClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running host agent. Thread-safe. */
public final class HostAgent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostAgent.class);

    private final Lifecycle lifecycle;
    private final Readiness readiness;
    private final InetSocketAddress registryAddress;
    private final InetSocketAddress blobAddress;
    private final CountDownLatch ended = new CountDownLatch(1);

    private HostAgent(
            Lifecycle lifecycle,
            Readiness readiness,
            InetSocketAddress registryAddress,
            InetSocketAddress blobAddress) {
        this.lifecycle = lifecycle;
        this.readiness = readiness;
        this.registryAddress = registryAddress;
        this.blobAddress = blobAddress;
    }

    /**
     * Starts an agent; returns when it serves and has begun to connect to its controllers. Nothing stays behind if it
     * throws.
     *
     * @throws IllegalArgumentException naming a setting that cannot be used on this machine
     * @throws IOException saying what of disk or network could not be had
     */
    public static HostAgent start(AgentConfig config) throws IOException {
        long begin = System.nanoTime();
        Lifecycle lifecycle = new Lifecycle();
        try {
            HostAgent agent = start(Guice.createInjector(Stage.DEVELOPMENT, new AgentModule(config, lifecycle)), lifecycle);
            log.info("{} started in {} ms", config, (System.nanoTime() - begin) / 1_000_000);
            return agent;
        } catch (ProvisionException | CreationException e) {
            lifecycle.close();
            throw unwrapped(e);
        }
    }

    private static HostAgent start(Injector injector, Lifecycle lifecycle) {
        RegistryServer registry = injector.getInstance(RegistryServer.class);
        BlobServer blobs = injector.getInstance(BlobServer.class);
        AgentControl control = injector.getInstance(AgentControl.class);
        Readiness readiness = injector.getInstance(Readiness.class);
        readiness.started(
                control, injector.getInstance(ReceiveLoop.class), injector.getInstance(SendLoop.class));
        injector.getInstance(AgentClient.class);
        return new HostAgent(lifecycle, readiness, registry.localAddress(), blobs.localAddress());
    }

    private static IOException unwrapped(RuntimeException wrapper) {
        Throwable cause = wrapper.getCause() == null ? wrapper : wrapper.getCause();
        if (cause instanceof IllegalArgumentException refused) {
            throw refused;
        }
        return cause instanceof IOException failed
                ? failed
                : new IOException("Tried to start the agent but " + cause.getMessage(), cause);
    }

    /** Version of the software, for people. */
    static String version() {
        return Optional.ofNullable(HostAgent.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** Where container engines of this machine pull and push. */
    public InetSocketAddress registryAddress() {
        return registryAddress;
    }

    /** Where neighbours fetch lost pieces. */
    public InetSocketAddress blobAddress() {
        return blobAddress;
    }

    /** Waits until {@link #close} has been called, by whoever. */
    public void awaitTermination() throws InterruptedException {
        ended.await();
    }

    /**
     * Leaves the controller, ends streams, finishes blobs being committed, and closes the store; what was verified of
     * unfinished blobs stays for the next start. Takes a few seconds at most.
     */
    @Override
    public void close() {
        readiness.ending();
        lifecycle.close();
        ended.countDown();
        log.info("Ended");
    }
}
