package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/** Answer to a {@link Hello} that was accepted. */
public final class Welcome extends ControllerMessage {
    @JsonProperty
    private final int version;

    @JsonProperty
    private final long heartbeatMillis;

    @JsonProperty
    private final String controller;

    /** Bad values are refused with {@link IllegalArgumentException}; see the accessors for units. */
    @JsonCreator
    public Welcome(
            @JsonProperty(value = "version", required = true) int version,
            @JsonProperty(value = "heartbeatMillis", required = true) long heartbeatMillis,
            @JsonProperty(value = "controller", required = true) String controller) {
        this.version = Limits.notNegative(version, "version");
        this.heartbeatMillis = Limits.positive(heartbeatMillis, "heartbeatMillis");
        this.controller = Objects.requireNonNull(controller, "controller");
    }

    /** Protocol version spoken from here on. */
    public int version() {
        return version;
    }

    /** The agent sends {@link Heartbeat} this often; three missed ends the connection. */
    public long heartbeatMillis() {
        return heartbeatMillis;
    }

    /** Name of the controller, for people. */
    public String controller() {
        return controller;
    }
}
