package org.ebbcast.agent.store;

import java.io.IOException;

/** The store's quota or its disk has no room for the content; nothing else about the store is wrong. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1;

    public NoSpaceException(String message) {
        super(message);
    }

    NoSpaceException(String message, Throwable cause) {
        super(message, cause);
    }
}
