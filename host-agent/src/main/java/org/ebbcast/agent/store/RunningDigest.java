package org.ebbcast.agent.store;

import java.security.MessageDigest;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;

/**
 * A hash over the first {@code position} bytes of a blob, which can be set back to where it was. Owned by one
 * thread at a time.
 */
final class RunningDigest {
    private final DigestAlgorithm algorithm;
    private final MessageDigest digest;
    private long position;

    RunningDigest(DigestAlgorithm algorithm) {
        this(algorithm, algorithm.start(), 0);
    }

    private RunningDigest(DigestAlgorithm algorithm, MessageDigest digest, long position) {
        this.algorithm = algorithm;
        this.digest = digest;
        this.position = position;
    }

    DigestAlgorithm algorithm() {
        return algorithm;
    }

    long position() {
        return position;
    }

    void update(byte[] bytes, int length) {
        digest.update(bytes, 0, length);
        position += length;
    }

    /** A copy that goes its own way; restoring means to go on with the copy. */
    RunningDigest copy() {
        try {
            return new RunningDigest(algorithm, (MessageDigest) digest.clone(), position);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java runtime's " + digest.getAlgorithm() + " cannot be copied", e);
        }
    }

    /** Ends it. */
    Digest finish() {
        return Digest.ofHash(algorithm, digest.digest());
    }
}
