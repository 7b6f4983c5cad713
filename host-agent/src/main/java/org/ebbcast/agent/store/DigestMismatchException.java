package org.ebbcast.agent.store;

import java.io.IOException;
import org.ebbcast.protocol.Digest;

/** Content turned out not to have the digest it was announced with; it has been discarded. */
public final class DigestMismatchException extends IOException {
    private static final long serialVersionUID = 1;

    public DigestMismatchException(Digest expected, Digest actual) {
        super("Tried to store " + expected + " but the content that came has the digest " + actual
                + "; it was discarded, send it again");
    }
}
