package org.ebbcast.orchestrator.life;

import java.util.List;
import java.util.function.Consumer;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.BlobsOutlined;
import org.ebbcast.protocol.Heartbeat;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ImagePublished;
import org.ebbcast.protocol.ImageResolved;
import org.ebbcast.protocol.ImportProgress;
import org.ebbcast.protocol.InventoryTaken;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.ReceiverReady;
import org.ebbcast.protocol.SenderProgress;
import org.ebbcast.protocol.ShipmentReceived;
import org.ebbcast.protocol.TaskFailed;

/** Brings what an agent said to the distribution that it is about, and there to the phase whose business it is. */
final class AgentMessages {
    private final World world;
    private final Phases phases;

    AgentMessages(World world, Phases phases) {
        this.world = world;
        this.phases = phases;
    }

    void handle(HostId host, AgentMessage message) {
        if (message instanceof Heartbeat) {
            world.agents.find(host).ifPresent(agent -> agent.freeBytes = ((Heartbeat) message).freeBytes());
        } else if (message instanceof ImageResolved) {
            ImageResolved m = (ImageResolved) message;
            answered(m.requestId(), host, d -> phases.resolution.answered(d, host, m));
        } else if (message instanceof InventoryTaken) {
            InventoryTaken m = (InventoryTaken) message;
            answered(m.requestId(), host, d -> phases.inventory.taken(d, host, m));
        } else if (message instanceof BlobsOutlined) {
            BlobsOutlined m = (BlobsOutlined) message;
            answered(m.requestId(), host, d -> phases.inventory.outlined(d, host, m));
        } else {
            aboutContent(host, message);
        }
    }

    private void answered(long requestId, HostId host, Consumer<Distribution> handler) {
        phases.requests.answered(requestId, host).filter(d -> !d.isEnding()).ifPresent(handler);
    }

    private void aboutContent(HostId host, AgentMessage message) {
        if (message instanceof SenderProgress) {
            SenderProgress m = (SenderProgress) message;
            withShipment(m.shipmentNumber(), d -> phases.streaming.senderProgress(d, host, m));
        } else if (message instanceof ReceiverProgress) {
            ReceiverProgress m = (ReceiverProgress) message;
            withShipment(m.shipmentNumber(), d -> phases.streaming.receiverProgress(d, host, m));
        } else if (message instanceof ReceiverReady) {
            ReceiverReady m = (ReceiverReady) message;
            withShipment(m.shipmentNumber(), d -> phases.streaming.receiverReady(d, host, m));
        } else if (message instanceof ShipmentReceived) {
            ShipmentReceived m = (ShipmentReceived) message;
            withShipment(m.shipmentNumber(), d -> phases.finish.received(d, host, m));
        } else if (message instanceof ImportProgress) {
            ImportProgress m = (ImportProgress) message;
            withId(m.distributionId(), d -> phases.finish.importing(d, host, m));
        } else if (message instanceof ImagePublished) {
            ImagePublished m = (ImagePublished) message;
            withId(m.distributionId(), d -> phases.finish.published(d, host, m));
        } else if (message instanceof TaskFailed) {
            TaskFailed m = (TaskFailed) message;
            withId(m.distributionId(), d -> TaskFailures.handle(world, phases, d, host, m));
        }
    }

    private void withShipment(int shipment, Consumer<Distribution> handler) {
        List.copyOf(world.live.values()).stream()
                .filter(d -> d.shipment(shipment).isPresent())
                .findFirst()
                .ifPresent(handler);
    }

    private void withId(String id, Consumer<Distribution> handler) {
        List.copyOf(world.live.values()).stream()
                .filter(d -> d.id.toString().equals(id))
                .findFirst()
                .ifPresent(handler);
    }
}
