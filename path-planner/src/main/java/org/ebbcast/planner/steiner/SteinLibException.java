package org.ebbcast.planner.steiner;

/** A file that is no sound SteinLib or PACE instance: where, and why. */
public final class SteinLibException extends Exception {
    private static final long serialVersionUID = 1;

    private final int lineNumber;

    SteinLibException(int lineNumber, String reason) {
        super("line " + lineNumber + ": " + reason);
        this.lineNumber = lineNumber;
    }

    /** Line of the fault, counting from 1; the last line when the file ends too soon. */
    public int lineNumber() {
        return lineNumber;
    }
}
