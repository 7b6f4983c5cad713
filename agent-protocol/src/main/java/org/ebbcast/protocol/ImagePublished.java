package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/** Answer to {@link PublishImage}. */
public final class ImagePublished extends AgentMessage {
    /** How publishing ended. */
    public enum Outcome {
        /** In the agent's registry; no engine was asked for. */
        PUBLISHED,
        /** In the agent's registry and in its Docker engine. */
        IMPORTED,
        /** In the agent's registry, but the Docker engine refused. */
        IMPORT_FAILED,
        /** Not published; the detail says why. */
        FAILED
    }

    @JsonProperty
    private final String distributionId;

    @JsonProperty
    private final Outcome outcome;

    @JsonProperty
    private final String detail;

    @JsonProperty
    private final long importMillis;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public ImagePublished(
            @JsonProperty(value = "distributionId", required = true) String distributionId,
            @JsonProperty(value = "outcome", required = true) Outcome outcome,
            @JsonProperty(value = "detail", required = true) String detail,
            @JsonProperty(value = "importMillis", required = true) long importMillis) {
        this.distributionId = Limits.distributionId(distributionId);
        this.outcome = Objects.requireNonNull(outcome, "outcome");
        this.detail = Limits.detail(detail);
        this.importMillis = Limits.notNegative(importMillis, "importMillis");
    }

    public String distributionId() {
        return distributionId;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** For people: the engine's words on failure. */
    public String detail() {
        return detail;
    }

    /** Time that the engine's import took; 0 without an engine. */
    public long importMillis() {
        return importMillis;
    }
}
