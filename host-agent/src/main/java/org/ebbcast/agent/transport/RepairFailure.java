package org.ebbcast.agent.transport;

/** Why a neighbour did not deliver. */
public enum RepairFailure {
    /** It answered that it has no such bytes verified. */
    NOT_THERE,
    /** No connection, no answer in time, or an answer that makes no sense. */
    UNREACHABLE
}
