package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/**
 * The distribution ended, failed or was cancelled: stop its streams, leave its groups. Verified pieces stay for a
 * later attempt.
 */
public final class ForgetDistribution extends ControllerMessage {
    @JsonProperty
    private final String distributionId;

    /** Bad values are refused with {@link IllegalArgumentException}; see the accessors for units. */
    @JsonCreator
    public ForgetDistribution(
            @JsonProperty(value = "distributionId", required = true) String distributionId) {
        this.distributionId = Objects.requireNonNull(distributionId, "distributionId");
    }

    public String distributionId() {
        return distributionId;
    }
}
