package org.ebbcast.agent.transport;

import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.TaskFailed;

/** What a receiver wants done. */
public sealed interface ReceiverEffect {
    /** Send this to the controller. */
    record Report(AgentMessage message) implements ReceiverEffect {}

    /**
     * Fetch this; answer with {@link ShipmentReceiver#repaired} or {@link ShipmentReceiver#repairFailed}, always and
     * once.
     */
    record Fetch(RepairRequest request) implements ReceiverEffect {}

    /** Check and publish a blob whose pieces are all verified; answer with {@link ShipmentReceiver#committed}. */
    record Commit(int blob) implements ReceiverEffect {}

    /** The shipment cannot be completed. Said once, last. */
    record Failed(TaskFailed.Reason reason, String detail) implements ReceiverEffect {}
}
