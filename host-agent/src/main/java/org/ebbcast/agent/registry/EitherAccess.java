package org.ebbcast.agent.registry;

import java.util.Optional;
import org.ebbcast.protocol.Digest;

/** What either of two lets a neighbour read; sealed if either wants it so. */
public record EitherAccess(BlobAccess first, BlobAccess second) implements BlobAccess {
    @Override
    public boolean mayRead(String token, Digest digest) {
        return first.mayRead(token, digest) || second.mayRead(token, digest);
    }

    @Override
    public Optional<byte[]> sealKey(String token) {
        return first.sealKey(token).or(() -> second.sealKey(token));
    }
}
