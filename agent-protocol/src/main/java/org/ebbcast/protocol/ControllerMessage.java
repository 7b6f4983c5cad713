package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A control message from a controller to an agent. Immutable. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Welcome.class, name = "welcome"),
    @JsonSubTypes.Type(value = Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = HeartbeatEcho.class, name = "heartbeat-echo"),
    @JsonSubTypes.Type(value = ResolveImage.class, name = "resolve-image"),
    @JsonSubTypes.Type(value = TakeInventory.class, name = "take-inventory"),
    @JsonSubTypes.Type(value = OutlineBlobs.class, name = "outline-blobs"),
    @JsonSubTypes.Type(value = ReceiveShipment.class, name = "receive-shipment"),
    @JsonSubTypes.Type(value = SendStream.class, name = "send-stream"),
    @JsonSubTypes.Type(value = AdjustStream.class, name = "adjust-stream"),
    @JsonSubTypes.Type(value = StopStream.class, name = "stop-stream"),
    @JsonSubTypes.Type(value = EndOfStream.class, name = "end-of-stream"),
    @JsonSubTypes.Type(value = PublishImage.class, name = "publish-image"),
    @JsonSubTypes.Type(value = ForgetDistribution.class, name = "forget-distribution")
})
public abstract class ControllerMessage {
    ControllerMessage() {}
}
