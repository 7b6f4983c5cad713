package org.ebbcast.orchestrator.port;

import org.ebbcast.rules.DatapathId;

/** A switch did not take a rule; says which switch and why. */
public final class RuleException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient DatapathId datapathId;

    public RuleException(DatapathId datapathId, String message) {
        super("switch " + datapathId + ": " + message);
        this.datapathId = datapathId;
    }

    public DatapathId datapathId() {
        return datapathId;
    }
}
