package org.ebbcast.agent.store;

import java.io.IOException;
import org.ebbcast.protocol.Digest;

/** A manifest refers to content that is not in the store. */
public final class MissingBlobException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Digest missing;

    public MissingBlobException(Digest manifest, Digest missing) {
        super("Tried to publish manifest " + manifest + " but " + missing + ", which it refers to, is not in the"
                + " store; push that first");
        this.missing = missing;
    }

    /** What is not there. */
    public Digest missing() {
        return missing;
    }
}
