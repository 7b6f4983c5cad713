package org.ebbcast.agent.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.ebbcast.agent.net.SendLoop;
import org.ebbcast.agent.net.StreamOrder;
import org.ebbcast.agent.seal.DatagramSealer;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.protocol.AdjustStream;
import org.ebbcast.protocol.SendStream;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;
import org.ebbcast.protocol.StopStream;
import org.ebbcast.protocol.TaskFailed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that this agent sends. Messages are handled one after the other on a thread that may block on the disk;
 * streams then live on the send loop's thread.
 */
final class Transmissions {
    private static final Logger log = LoggerFactory.getLogger(Transmissions.class);

    private final SendLoop loop;
    private final BlobStore store;
    private final Holdings holdings;
    private final Reports reports;
    private final int dataPort;
    private final SecureRandom random = new SecureRandom();

    Transmissions(SendLoop loop, BlobStore store, Holdings holdings, Reports reports, int dataPort) {
        this.loop = loop;
        this.store = store;
        this.holdings = holdings;
        this.reports = reports;
        this.dataPort = dataPort;
    }

    /** Begins a stream, or replaces what is left to send of it. */
    void send(SendStream message) {
        Shipment shipment = message.shipment();
        try {
            ShipmentLayout layout = ShipmentLayout.of(shipment);
            holdings.hold(shipment);
            InetSocketAddress target = new InetSocketAddress(
                    group(message.group()), message.port() == 0 ? dataPort : message.port());
            StreamOrder order = new StreamOrder(
                    shipment.distributionId(),
                    shipment.shipmentNumber(),
                    message.streamId(),
                    layout,
                    StoredContent.open(store, shipment),
                    target,
                    message.rateBitsPerSecond(),
                    message.ranges(),
                    message.parityShards(),
                    message.parityFrom(),
                    DatagramSealer.of(shipment, random::nextLong));
            post(() -> begin(message, order));
        } catch (IOException e) {
            refuse(message, TaskFailed.Reason.CONTENT_GONE, e);
        } catch (IllegalArgumentException e) {
            refuse(message, TaskFailed.Reason.BAD_REQUEST, e);
        }
    }

    private void begin(SendStream message, StreamOrder order) {
        try {
            loop.send(order);
            log.info("Sending stream {}/{} of {} to {} at {} bit/s",
                    order.shipmentNumber(), order.streamId(), order.distributionId(), order.target(),
                    order.rateBitsPerSecond());
        } catch (IllegalArgumentException e) {
            refuse(message, TaskFailed.Reason.BAD_REQUEST, e);
        }
    }

    private void refuse(SendStream message, TaskFailed.Reason reason, Exception cause) {
        reports.failed(message.shipment().distributionId(), reason, "Tried to send stream "
                + message.shipment().shipmentNumber() + "/" + message.streamId() + " but " + cause.getMessage());
    }

    private static InetAddress group(String text) {
        InetAddress group = Addresses.ipv4(text);
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException(text + " is not a multicast address");
        }
        return group;
    }

    /** Changes rate and group from the next datagram on. */
    void adjust(AdjustStream message) {
        InetAddress group = group(message.group());
        post(() -> loop.adjust(
                message.shipmentNumber(),
                message.streamId(),
                group,
                message.rateBitsPerSecond(),
                message.parityShards()));
    }

    /** Ends a stream. */
    void stop(StopStream message) {
        post(() -> loop.stop(message.shipmentNumber(), message.streamId()));
    }

    /** Ends all streams of a distribution. */
    void forget(String distributionId) {
        post(() -> loop.forget(distributionId));
    }

    /** Pauses all streams until the controller adjusts them: nobody watches the links. */
    void holdAll() {
        post(loop::holdAll);
    }

    private void post(Runnable command) {
        if (!loop.post(command)) {
            log.error("The send loop takes no more commands; restart the agent");
        }
    }
}
