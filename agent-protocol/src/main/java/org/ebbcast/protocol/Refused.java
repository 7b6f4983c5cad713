package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/** Why the controller ends the connection: the {@link Hello} was not accepted, or a later frame was not right. */
public final class Refused extends ControllerMessage {
    /** Named reasons. */
    public enum Reason {
        /** No common protocol version. */
        VERSION,
        /** Wrong or missing token. */
        TOKEN,
        /** A frame is too long, is no message, or is not the one due at that point. */
        MALFORMED,
        /** Another connection of the same host said hello; two agents may share a name. */
        REPLACED
    }

    @JsonProperty
    private final Reason reason;

    @JsonProperty
    private final String detail;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public Refused(
            @JsonProperty(value = "reason", required = true) Reason reason,
            @JsonProperty(value = "detail", required = true) String detail) {
        this.reason = Objects.requireNonNull(reason, "reason");
        this.detail = Limits.detail(detail);
    }

    public Reason reason() {
        return reason;
    }

    public String detail() {
        return detail;
    }
}
