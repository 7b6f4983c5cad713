package org.ebbcast.agent.docker;

/** A Docker engine refused, failed, or did not answer; the message is its own where it said anything. */
public final class DockerEngineException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean unreachable;

    public DockerEngineException(String message, boolean unreachable) {
        super(message);
        this.unreachable = unreachable;
    }

    DockerEngineException(String message, boolean unreachable, Throwable cause) {
        super(message, cause);
        this.unreachable = unreachable;
    }

    /** Whether there is nobody at the engine's address. */
    public boolean isUnreachable() {
        return unreachable;
    }
}
