package org.ebbcast.agent.image;

/**
 * How an import into the machine's Docker engine ended.
 *
 * @param detail for people: the engine's own words where it refused
 * @param millis how long the engine took; 0 without an engine
 */
public record DockerImport(Outcome outcome, String detail, long millis) {
    /** How an import ended. */
    public enum Outcome {
        /** The engine has the image under its name. */
        IMPORTED,
        /** No engine is configured, or none answers at its address. */
        NO_ENGINE,
        /** The engine refused or failed. */
        FAILED
    }
}
