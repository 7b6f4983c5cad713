package org.ebbcast.agent.registry;

import org.ebbcast.protocol.Digest;

/** Which bearer token lets a neighbour read which blobs; the session that knows the shipments fills it. */
public interface BlobAccess {
    /** Called on worker threads; must not block. */
    boolean mayRead(String token, Digest digest);
}
