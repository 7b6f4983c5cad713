package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/** Something asked for under a distribution cannot be done by this agent. */
public final class TaskFailed extends AgentMessage {
    /** Named reasons. */
    public enum Reason {
        /** The store has no room for the content. */
        NO_SPACE,
        /** Reading or writing the disk failed. */
        DISK_ERROR,
        /** A blob that should be sent is not here or no longer right. */
        CONTENT_GONE,
        /** Bytes from every neighbour and the source failed their hash. */
        CONTENT_CORRUPT,
        /** No neighbour and no source answered. */
        REPAIR_EXHAUSTED,
        /** The request itself makes no sense to the agent. */
        BAD_REQUEST
    }

    @JsonProperty
    private final String distributionId;

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
    public TaskFailed(
            @JsonProperty(value = "distributionId", required = true) String distributionId,
            @JsonProperty(value = "reason", required = true) Reason reason,
            @JsonProperty(value = "detail", required = true) String detail) {
        this.distributionId = Limits.distributionId(distributionId);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.detail = Limits.detail(detail);
    }

    public String distributionId() {
        return distributionId;
    }

    public Reason reason() {
        return reason;
    }

    /** What was tried and what came of it. */
    public String detail() {
        return detail;
    }
}
