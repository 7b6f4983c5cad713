package org.ebbcast.agent.registry;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ebbcast.protocol.Digest;

/** The tokens of the shipments that this agent takes part in. Thread-safe. */
public final class ShipmentAccess implements BlobAccess {
    private final Map<Digest, Grant> allowed = new ConcurrentHashMap<>();

    private record Grant(Set<Digest> blobs, Optional<byte[]> sealKey) {}

    /** Allows {@code token} to read exactly these blobs from now on, sealed with the key if there is one. */
    public void allow(String token, Set<Digest> blobs, Optional<byte[]> sealKey) {
        if (!token.isEmpty()) {
            allowed.put(key(token), new Grant(Set.copyOf(blobs), sealKey));
        }
    }

    public void revoke(String token) {
        allowed.remove(key(token));
    }

    @Override
    public boolean mayRead(String token, Digest digest) {
        Grant grant = allowed.get(key(token));
        return grant != null && grant.blobs().contains(digest);
    }

    @Override
    public Optional<byte[]> sealKey(String token) {
        return Optional.ofNullable(allowed.get(key(token))).flatMap(Grant::sealKey);
    }

    /** Looking up a hash instead of the token itself tells nobody by its timing how much of a guess was right. */
    private static Digest key(String token) {
        return Digest.ofContent(token.getBytes(StandardCharsets.UTF_8));
    }
}
