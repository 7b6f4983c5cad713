package org.ebbcast.protocol;

/** A peer sent bytes that are not a message of this protocol; the message says what is wrong with them. */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message);
    }

    public ProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
