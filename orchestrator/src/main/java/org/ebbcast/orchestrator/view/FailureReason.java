package org.ebbcast.orchestrator.view;

/** Why a target or a whole distribution failed. The names are part of the REST interface. */
public enum FailureReason {
    /** The agent did not answer in time. */
    NO_ANSWER,
    /** The agent's connection was gone for longer than the grace. */
    AGENT_LOST,
    /** The target's store has no room. */
    NO_SPACE,
    /** Reading or writing the target's disk failed. */
    DISK_ERROR,
    /** The fabric does not see the host, or no path leads to it. */
    UNREACHABLE,
    /** Nothing is idle on any path, or the load is unknown, and trickling is off. */
    NO_IDLE_BANDWIDTH,
    /** Bytes from everybody failed their hash. */
    CONTENT_CORRUPT,
    /** Neither neighbours nor sources could give what lacked. */
    REPAIR_EXHAUSTED,
    /** The image is in the target's registry, but its Docker engine refused it. */
    IMPORT_FAILED,
    /** The target's registry refused the image. */
    PUBLISH_FAILED,
    /** The agent's protocol version lacks what the intent asks for. */
    AGENT_TOO_OLD,
    /** The target could not do what was asked. */
    BAD_REQUEST,
    /** Every holder went away, or lost the content, before the target had everything. */
    SOURCE_LOST,
    /** No agent that was asked has the image. */
    IMAGE_NOT_FOUND,
    /** An agent knows the image but cannot use it. */
    IMAGE_UNUSABLE,
    /** Sources have different images under the name; the intent must name the sources. */
    SOURCES_DISAGREE,
    /** The time in which the distribution may run was over before the target had everything. */
    OUT_OF_TIME,
    /** No address for a tree was left. */
    RULES_REFUSED,
    /** The controller could not make the intent durable. */
    JOURNAL_FAILED,
    /** Every target failed; each has its own reason. */
    ALL_TARGETS_FAILED
}
