package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/** Answer to a {@link Hello} that was not accepted; the connection ends. */
public final class Refused extends ControllerMessage {
    /** Named reasons. */
    public enum Reason {
        /** No common protocol version. */
        VERSION,
        /** Wrong or missing token. */
        TOKEN,
        /** The hello itself is malformed. */
        MALFORMED
    }

    @JsonProperty
    private final Reason reason;

    @JsonProperty
    private final String detail;

    /** Bad values are refused with {@link IllegalArgumentException}; see the accessors for units. */
    @JsonCreator
    public Refused(
            @JsonProperty(value = "reason", required = true) Reason reason,
            @JsonProperty(value = "detail", required = true) String detail) {
        this.reason = Objects.requireNonNull(reason, "reason");
        this.detail = Objects.requireNonNull(detail, "detail");
    }

    public Reason reason() {
        return reason;
    }

    public String detail() {
        return detail;
    }
}
