package org.ebbcast.agent.session;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.ebbcast.agent.net.ReceiveLoop;
import org.ebbcast.agent.net.RepairClient;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.transport.ReceiverSettings;
import org.ebbcast.agent.transport.ShipmentReceiver;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.EndOfStream;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;
import org.ebbcast.protocol.TaskFailed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shipments that this agent receives. Messages are handled one after the other on a thread that may block on the
 * disk; receivers then live on the receive loop's thread.
 */
final class Receptions {
    private static final Logger log = LoggerFactory.getLogger(Receptions.class);

    private final ReceiveLoop loop;
    private final RepairClient neighbours;
    private final OpenPartials partials;
    private final Holdings holdings;
    private final Executor self;
    private final Executor disk;
    private final Reports reports;
    private final int dataPort;
    private final SplittableRandom seeds;
    // What was opened is here before the receive loop hears of it, so that a second message finds it. It is taken out by the loop.
    private final Map<Integer, ReceiverSession> sessions = new ConcurrentHashMap<>();

    /**
     * @param self the thread on which messages are handled
     * @param disk commits blobs
     * @param dataPort UDP port of image datagrams where a message gives none
     * @param seed of the repair schedules' randomness
     */
    Receptions(
            ReceiveLoop loop,
            RepairClient neighbours,
            BlobStore store,
            Holdings holdings,
            Executor self,
            Executor disk,
            Reports reports,
            int dataPort,
            long seed) {
        this.loop = loop;
        this.neighbours = neighbours;
        partials = new OpenPartials(store);
        this.holdings = holdings;
        this.self = self;
        this.disk = disk;
        this.reports = reports;
        this.dataPort = dataPort;
        seeds = new SplittableRandom(seed);
    }

    /** Begins to receive, or changes groups and neighbours of what is being received. May block on the disk. */
    void receive(ReceiveShipment message) {
        Shipment shipment = message.shipment();
        try {
            Set<InetAddress> groups = groups(message);
            holdings.hold(shipment);
            ReceiverSession known = sessions.get(shipment.shipmentNumber());
            if (known != null && known.shipment().distributionId().equals(shipment.distributionId())) {
                post(() -> update(known, message, groups));
            } else {
                ReceiverSession opened = open(shipment);
                Optional<ReceiverSession> before =
                        Optional.ofNullable(sessions.put(shipment.shipmentNumber(), opened));
                post(() -> begin(opened, before, message, groups));
            }
        } catch (IOException e) {
            refuse(message, ReceiverSession.reason(e), e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            refuse(message, TaskFailed.Reason.BAD_REQUEST, e);
        }
    }

    private void post(Runnable command) {
        if (!loop.post(command)) {
            log.error("The receive loop takes no more commands; restart the agent");
        }
    }

    private void refuse(ReceiveShipment message, TaskFailed.Reason reason, Exception cause) {
        Shipment shipment = message.shipment();
        reports.failed(
                shipment.distributionId(),
                reason,
                "Tried to receive shipment " + shipment.shipmentNumber() + " but " + cause.getMessage());
    }

    private static Set<InetAddress> groups(ReceiveShipment message) {
        Set<InetAddress> groups = new HashSet<>();
        for (String text : message.groups()) {
            InetAddress group = Addresses.ipv4(text);
            if (!group.isMulticastAddress()) {
                throw new IllegalArgumentException(text + " is not a multicast address");
            }
            groups.add(group);
        }
        return groups;
    }

    private ReceiverSession open(Shipment shipment) throws IOException {
        ShipmentLayout layout = ShipmentLayout.of(shipment);
        ShipmentFiles files = ShipmentFiles.open(partials, shipment, layout);
        ShipmentReceiver receiver = new ShipmentReceiver(
                shipment.shipmentNumber(), layout, files, ReceiverSettings.DEFAULT, seeds.split(), System.nanoTime());
        return new ReceiverSession(shipment, receiver, files, loop, neighbours, disk, reports, this::ended);
    }

    private void ended(ReceiverSession session) {
        sessions.remove(session.shipment().shipmentNumber(), session);
    }

    private void begin(
            ReceiverSession opened, Optional<ReceiverSession> before, ReceiveShipment message, Set<InetAddress> groups) {
        before.ifPresent(ReceiverSession::end);
        endIf(old -> old != opened && replaces(opened.shipment(), old.shipment()));
        log.info("Receiving shipment {} of {} on {}: {} blobs",
                opened.shipment().shipmentNumber(), opened.shipment().distributionId(), message.groups(),
                opened.shipment().blobs().size());
        listen(opened, message, groups);
    }

    private void update(ReceiverSession session, ReceiveShipment message, Set<InetAddress> groups) {
        if (session.isEnded()) {
            self.execute(() -> receive(message));
        } else if (message.generation() >= session.generation()) {
            listen(session, message, groups);
        }
    }

    private void listen(ReceiverSession session, ReceiveShipment message, Set<InetAddress> groups) {
        try {
            int port = message.port() == 0 ? dataPort : message.port();
            session.listen(message, port, groups);
        } catch (IOException e) {
            refuse(message, TaskFailed.Reason.BAD_REQUEST, e);
            session.end();
        }
    }

    /** A controller that started anew sends a distribution's blobs under new shipment numbers. */
    private static boolean replaces(Shipment next, Shipment old) {
        return next.distributionId().equals(old.distributionId()) && !Collections.disjoint(digests(next), digests(old));
    }

    private static Set<Digest> digests(Shipment shipment) {
        return shipment.blobs().stream().map(outline -> outline.blob().digest()).collect(Collectors.toSet());
    }

    private void endIf(Predicate<ReceiverSession> condition) {
        List.copyOf(sessions.values()).stream().filter(condition).forEach(ReceiverSession::end);
    }

    /** What lacks was lost: it may be fetched from neighbours. */
    void endOfStream(EndOfStream message) {
        post(() -> {
            ReceiverSession session = sessions.get(message.shipmentNumber());
            if (session != null) {
                session.receiver().endOfStream(message.repairFromSource(), System.nanoTime());
            }
        });
    }

    /** Ends all shipments of a distribution; what was verified stays. */
    void forget(String distributionId) {
        post(() -> endIf(session -> session.shipment().distributionId().equals(distributionId)));
    }

    /** Shipments being received. Any thread. */
    int count() {
        return sessions.size();
    }
}
