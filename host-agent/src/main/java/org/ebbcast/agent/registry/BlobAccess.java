package org.ebbcast.agent.registry;

import java.util.Optional;
import org.ebbcast.protocol.Digest;

/** Which bearer token lets a neighbour read which blobs; the session that knows the shipments fills it. */
public interface BlobAccess {
    /** Called on worker threads; must not block. */
    boolean mayRead(String token, Digest digest);

    /** The key under which whoever shows {@code token} gets everything sealed; empty if it is given in the clear. */
    default Optional<byte[]> sealKey(String token) {
        return Optional.empty();
    }
}
