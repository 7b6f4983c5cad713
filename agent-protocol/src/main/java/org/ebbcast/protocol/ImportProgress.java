package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How far the import is that {@link PublishImage} asked for; while it goes on, as often as the request allows.
 */
public final class ImportProgress extends AgentMessage {
    @JsonProperty
    private final String distributionId;

    @JsonProperty
    private final String detail;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public ImportProgress(
            @JsonProperty(value = "distributionId", required = true) String distributionId,
            @JsonProperty(value = "detail", required = true) String detail) {
        this.distributionId = Limits.distributionId(distributionId);
        this.detail = Limits.detail(detail);
    }

    public String distributionId() {
        return distributionId;
    }

    /** For people: layers that the engine has, and its own words about one that it is at. */
    public String detail() {
        return detail;
    }
}
