package org.ebbcast.agent.store;

import java.security.MessageDigest;
import org.ebbcast.protocol.Digest;

/**
 * A SHA-256 over the first {@code position} bytes of a blob, which can be set back to where it was. Owned by one
 * thread at a time.
 */
final class RunningDigest {
    private MessageDigest digest = Digest.sha256();
    private long position;

    long position() {
        return position;
    }

    void update(byte[] bytes, int length) {
        digest.update(bytes, 0, length);
        position += length;
    }

    /** A copy that goes its own way; restoring means to go on with the copy. */
    RunningDigest copy() {
        RunningDigest copy = new RunningDigest();
        try {
            copy.digest = (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java platform's SHA-256 cannot be copied, every known one can", e);
        }
        copy.position = position;
        return copy;
    }

    /** Ends it. */
    Digest finish() {
        return Digest.ofHash(digest.digest());
    }
}
