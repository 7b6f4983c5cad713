package org.ebbcast.planner.topology;

/** A description or file of a network that cannot be used: where, and why. */
public final class TopologyException extends Exception {
    private static final long serialVersionUID = 1;

    TopologyException(String reason) {
        super(reason);
    }

    static TopologyException at(int line, String reason) {
        return new TopologyException("line " + line + ": " + reason);
    }
}
