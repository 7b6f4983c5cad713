package org.ebbcast.controller;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import org.ebbcast.controller.internal.agents.AgentServerPort;
import org.ebbcast.controller.internal.journal.FileJournal;
import org.ebbcast.controller.internal.openflow.OpenFlowEndpoint;
import org.ebbcast.controller.internal.rest.RestServer;
import org.ebbcast.orchestrator.Orchestrator;

/** A running controller. Thread-safe. */
public final class EmbeddedController implements AutoCloseable {
    private final ShutdownOrder shutdown;
    private final OpenFlowEndpoint openflow;
    private final AgentServerPort agents;
    private final RestServer rest;
    private final CountDownLatch ended = new CountDownLatch(1);

    private EmbeddedController(Injector injector, ShutdownOrder shutdown) {
        this.shutdown = shutdown;
        // The journal first: it is what keeps a second controller off this one's state.
        injector.getInstance(FileJournal.class);
        openflow = injector.getInstance(OpenFlowEndpoint.class);
        agents = injector.getInstance(AgentServerPort.class);
        injector.getInstance(Orchestrator.class);
        rest = injector.getInstance(RestServer.class);
    }

    /**
     * Starts everything: journal, switches, agents, orchestrator, REST API.
     *
     * @throws IOException saying what could not be started and what to do; nothing is left running
     */
    public static EmbeddedController start(ControllerConfig config) throws IOException {
        ShutdownOrder shutdown = new ShutdownOrder();
        try {
            Injector injector = Guice.createInjector(Stage.DEVELOPMENT, new ControllerModule(config, shutdown));
            return new EmbeddedController(injector, shutdown);
        } catch (ProvisionException e) {
            shutdown.close();
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Where switches connect to. */
    public InetSocketAddress openflowAddress() {
        return openflow.localAddress();
    }

    /** Where agents connect to. */
    public InetSocketAddress agentsAddress() {
        return agents.localAddress();
    }

    /** Where the REST API is. */
    public InetSocketAddress restAddress() {
        return rest.localAddress();
    }

    /** Returns once the controller is closed. */
    public void awaitTermination() throws InterruptedException {
        ended.await();
    }

    /**
     * Ends everything in the reverse order of its start. Senders are stopped and tree rules taken out first; what is
     * unfinished stays in the journal, and base connectivity stays in the switches.
     */
    @Override
    public void close() {
        shutdown.close();
        ended.countDown();
    }
}
