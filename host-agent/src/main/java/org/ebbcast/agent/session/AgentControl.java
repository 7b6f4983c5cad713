package org.ebbcast.agent.session;

import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.ebbcast.agent.image.ImageService;
import org.ebbcast.agent.net.ReceiveLoop;
import org.ebbcast.agent.net.RepairClient;
import org.ebbcast.agent.net.SendLoop;
import org.ebbcast.agent.registry.ShipmentAccess;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.protocol.AdjustStream;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.EndOfStream;
import org.ebbcast.protocol.ForgetDistribution;
import org.ebbcast.protocol.OutlineBlobs;
import org.ebbcast.protocol.PublishImage;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.Refused;
import org.ebbcast.protocol.ResolveImage;
import org.ebbcast.protocol.SendStream;
import org.ebbcast.protocol.StopStream;
import org.ebbcast.protocol.TakeInventory;
import org.ebbcast.protocol.Welcome;
import org.ebbcast.protocol.channel.AgentClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the controller and hands each message to the part that answers. Messages about receiving are handled in the
 * order in which they came, so are those about sending; questions about content in any order.
 */
public final class AgentControl implements AgentClient.Listener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AgentControl.class);
    private static final int CONTENT_THREADS = 3;
    private static final int DISK_THREADS = 2;
    private static final long UNWATCHED_MILLIS = 3_000;

    private final Holdings holdings;
    private final Receptions receptions;
    private final Transmissions transmissions;
    private final ContentDesk content;
    private final Reports reports;
    private final ExecutorService receiving = Tasks.pool("ebbcast-receiving", 1);
    private final ExecutorService sending = Tasks.pool("ebbcast-sending", 1);
    private final ExecutorService questions = Tasks.pool("ebbcast-content", CONTENT_THREADS);
    private final ExecutorService disk = Tasks.pool("ebbcast-commit", DISK_THREADS);
    private final ScheduledThreadPoolExecutor timer = Tasks.timer("ebbcast-timer");
    private volatile boolean connected;

    /**
     * @param dataPort UDP port of image datagrams where a message gives none
     * @param seed of the repair schedules' randomness
     */
    public AgentControl(
            BlobStore store,
            ShipmentAccess access,
            ImageService images,
            ReceiveLoop receiveLoop,
            SendLoop sendLoop,
            RepairClient neighbours,
            Reports reports,
            int dataPort,
            long seed) {
        holdings = new Holdings(store, access);
        receptions = new Receptions(receiveLoop, neighbours, store, holdings, receiving, disk, reports, dataPort, seed);
        transmissions = new Transmissions(sendLoop, store, holdings, reports, dataPort);
        content = new ContentDesk(store, images, reports);
        this.reports = reports;
    }

    @Override
    public void welcomed(Welcome welcome, InetSocketAddress controller) {
        connected = true;
        log.info("Connected to controller {} at {}", welcome.controller(), controller);
    }

    @Override
    public void refused(Refused refused) {
        log.error("The controller refused this agent: {}: {}", refused.reason(), refused.detail());
    }

    @Override
    public void disconnected(String reason) {
        connected = false;
        log.warn("Lost the controller: {}", reason);
        timer.schedule(this::pauseUnwatched, UNWATCHED_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void pauseUnwatched() {
        if (!connected) {
            transmissions.holdAll();
        }
    }

    @Override
    public void received(ControllerMessage message) {
        try {
            dispatch(message);
        } catch (RejectedExecutionException e) {
            log.error("Too much waits for this agent's disk; dropped a {}", message.getClass().getSimpleName());
        }
    }

    private void dispatch(ControllerMessage message) {
        if (message instanceof ReceiveShipment receive) {
            receiving.execute(guarded(() -> receptions.receive(receive)));
        } else if (message instanceof EndOfStream end) {
            receiving.execute(guarded(() -> receptions.endOfStream(end)));
        } else if (message instanceof SendStream send) {
            sending.execute(guarded(() -> transmissions.send(send)));
        } else if (message instanceof AdjustStream adjust) {
            sending.execute(guarded(() -> transmissions.adjust(adjust)));
        } else if (message instanceof StopStream stop) {
            sending.execute(guarded(() -> transmissions.stop(stop)));
        } else if (message instanceof ForgetDistribution forget) {
            receiving.execute(guarded(() -> {
                receptions.forget(forget.distributionId());
                holdings.forget(forget.distributionId());
            }));
            sending.execute(guarded(() -> transmissions.forget(forget.distributionId())));
        } else {
            question(message);
        }
    }

    private void question(ControllerMessage message) {
        if (message instanceof TakeInventory take) {
            questions.execute(guarded(() -> reports.send(content.takeInventory(take))));
        } else if (message instanceof ResolveImage resolve) {
            questions.execute(guarded(() -> reports.send(content.resolve(resolve))));
        } else if (message instanceof OutlineBlobs outline) {
            questions.execute(guarded(() -> reports.send(content.outline(outline))));
        } else if (message instanceof PublishImage publish) {
            questions.execute(guarded(() -> reports.send(content.publish(publish))));
        } else {
            log.warn("A controller sent a {}, which agents do not answer", message.getClass().getSimpleName());
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("A message of the controller could not be handled", e);
            }
        };
    }

    /** Whether a controller has welcomed this agent and is still there. */
    public boolean isConnected() {
        return connected;
    }

    /** Shipments being received. */
    public int receptionCount() {
        return receptions.count();
    }

    /** Takes no more messages and waits a little for what is being done. */
    @Override
    public void close() {
        timer.shutdownNow();
        for (ExecutorService pool : new ExecutorService[] {receiving, sending, questions, disk}) {
            pool.shutdown();
        }
        try {
            if (!disk.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("A blob was still being committed; it will be verified again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
