package org.ebbcast.orchestrator.view;

/** An intent or a request about one that cannot be served; the message says what was wrong and the way out. */
public final class IntentException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of no it is. */
    public enum Kind {
        /** The request makes no sense. */
        BAD_REQUEST,
        /** No such distribution. */
        NOT_FOUND,
        /** Not in the state that things are in. */
        CONFLICT,
        /** Not now: too much going on, or the journal failed. */
        UNAVAILABLE
    }

    private final Kind kind;
    private final String value;

    /** @param value the offending value, as given */
    public IntentException(Kind kind, String value, String message) {
        super(message);
        this.kind = kind;
        this.value = value;
    }

    public Kind kind() {
        return kind;
    }

    /** The offending value, as given. */
    public String value() {
        return value;
    }
}
