package org.ebbcast.orchestrator.rest;

import java.util.Optional;
import org.ebbcast.orchestrator.view.IntentException;

/** A request that cannot be served, as the client will read it (RFC 7807). */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final String value;

    /**
     * @param status HTTP status
     * @param title short and the same for every problem of its kind
     * @param value the offending value, as given; empty if there is none
     * @param detail what was wrong this time, and the way out
     */
    public Problem(int status, String title, String value, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
        this.value = value;
    }

    static Problem badRequest(String title, String value, String detail) {
        return new Problem(400, title, value, detail);
    }

    static Problem of(IntentException e) {
        switch (e.kind()) {
            case BAD_REQUEST:
                return badRequest("the request makes no sense", e.value(), e.getMessage());
            case NOT_FOUND:
                return new Problem(404, "no such distribution", e.value(), e.getMessage());
            case CONFLICT:
                return new Problem(409, "not in this state", e.value(), e.getMessage());
            default:
                return new Problem(503, "not now", e.value(), e.getMessage());
        }
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The offending value, as given. */
    public Optional<String> value() {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
