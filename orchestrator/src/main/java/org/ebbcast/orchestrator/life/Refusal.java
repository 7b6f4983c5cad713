package org.ebbcast.orchestrator.life;

import java.util.Optional;
import org.ebbcast.rules.DatapathId;

/** Why the rules of a tree did not go in, and at which switch if that is known. Immutable. */
public final class Refusal {
    private final Optional<DatapathId> datapathId;
    private final String detail;

    private Refusal(Optional<DatapathId> datapathId, String detail) {
        this.datapathId = datapathId;
        this.detail = detail;
    }

    public static Refusal of(Optional<DatapathId> datapathId, String detail) {
        return new Refusal(datapathId, detail);
    }

    public Optional<DatapathId> datapathId() {
        return datapathId;
    }

    public String detail() {
        return detail;
    }
}
