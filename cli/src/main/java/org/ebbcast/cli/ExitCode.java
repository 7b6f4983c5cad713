package org.ebbcast.cli;

/** Exit codes of every verb, for scripts. */
final class ExitCode {
    /** All was done. */
    static final int OK = 0;

    /** A distribution ended, but not with every target done. */
    static final int INCOMPLETE = 1;

    /** The command line is wrong; also what picocli answers. */
    static final int USAGE = 2;

    /** No controller answered. */
    static final int UNREACHABLE = 3;

    /** The controller refused the request. */
    static final int REFUSED = 4;

    /** The program could not start or go on. */
    static final int FAILED = 5;

    private ExitCode() {}
}
