package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A control message from an agent to its controller. Immutable. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = ImageResolved.class, name = "image-resolved"),
    @JsonSubTypes.Type(value = InventoryTaken.class, name = "inventory-taken"),
    @JsonSubTypes.Type(value = BlobsOutlined.class, name = "blobs-outlined"),
    @JsonSubTypes.Type(value = ReceiverReady.class, name = "receiver-ready"),
    @JsonSubTypes.Type(value = ReceiverProgress.class, name = "receiver-progress"),
    @JsonSubTypes.Type(value = ShipmentReceived.class, name = "shipment-received"),
    @JsonSubTypes.Type(value = SenderProgress.class, name = "sender-progress"),
    @JsonSubTypes.Type(value = ImportProgress.class, name = "import-progress"),
    @JsonSubTypes.Type(value = ImagePublished.class, name = "image-published"),
    @JsonSubTypes.Type(value = TaskFailed.class, name = "task-failed")
})
public abstract class AgentMessage {
    AgentMessage() {}
}
