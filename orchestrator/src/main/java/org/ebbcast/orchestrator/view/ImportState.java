package org.ebbcast.orchestrator.view;

/** Whether and how a target's Docker engine took the image. */
public enum ImportState {
    /** Not asked for, or no engine there. */
    NONE,
    /** To come. */
    PENDING,
    /** The engine has the image. */
    DONE,
    /** The engine refused; the detail has its words. */
    FAILED
}
