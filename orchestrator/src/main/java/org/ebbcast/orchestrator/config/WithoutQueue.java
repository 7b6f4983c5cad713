package org.ebbcast.orchestrator.config;

/** What protects foreground traffic at a switch port that lacks the low-priority queue. */
public enum WithoutQueue {
    /** Only part of what is measured to be idle is used. */
    CAP,
    /** Nothing is sent there. */
    REFUSE,
    /** The rate alone, as if the queue were there. */
    IGNORE
}
