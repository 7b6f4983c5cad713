package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Answer to a {@link Hello} that was accepted. */
public final class Welcome extends ControllerMessage {
    @JsonProperty
    private final int version;

    @JsonProperty
    private final long heartbeatMillis;

    @JsonProperty
    private final String controller;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public Welcome(
            @JsonProperty(value = "version", required = true) int version,
            @JsonProperty(value = "heartbeatMillis", required = true) long heartbeatMillis,
            @JsonProperty(value = "controller", required = true) String controller) {
        this.version = Limits.notNegative(version, "version");
        this.heartbeatMillis = Limits.within(heartbeatMillis, 1, 3_600_000, "heartbeatMillis");
        this.controller = Limits.text(controller, "controller");
    }

    /** Protocol version spoken from here on. */
    public int version() {
        return version;
    }

    /** The agent sends {@link Heartbeat} this often, 1 ms to 1 h; three missed end the connection. */
    public long heartbeatMillis() {
        return heartbeatMillis;
    }

    /** Name of the controller, for people. */
    public String controller() {
        return controller;
    }
}
