package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;

/** Answers every {@link Heartbeat}, so that an agent notices within three intervals that its controller is gone. */
public final class HeartbeatEcho extends ControllerMessage {
    /** It says nothing but that the controller is alive. */
    @JsonCreator
    public HeartbeatEcho() {}
}
