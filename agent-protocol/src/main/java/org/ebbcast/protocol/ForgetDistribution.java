package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The distribution ended, failed or was cancelled: stop its streams, leave its groups. Verified pieces stay for a
 * later attempt.
 */
public final class ForgetDistribution extends ControllerMessage {
    @JsonProperty
    private final String distributionId;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public ForgetDistribution(
            @JsonProperty(value = "distributionId", required = true) String distributionId) {
        this.distributionId = Limits.distributionId(distributionId);
    }

    public String distributionId() {
        return distributionId;
    }
}
