package org.ebbcast.agent.registry;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ebbcast.protocol.Digest;

/** The tokens of the shipments that this agent takes part in. Thread-safe. */
public final class ShipmentAccess implements BlobAccess {
    private final Map<Digest, Set<Digest>> allowed = new ConcurrentHashMap<>();

    /** Allows {@code token} to read exactly these blobs from now on. */
    public void allow(String token, Set<Digest> blobs) {
        if (!token.isEmpty()) {
            allowed.put(key(token), Set.copyOf(blobs));
        }
    }

    public void revoke(String token) {
        allowed.remove(key(token));
    }

    @Override
    public boolean mayRead(String token, Digest digest) {
        return allowed.getOrDefault(key(token), Set.of()).contains(digest);
    }

    /** Looking up a hash instead of the token itself tells nobody by its timing how much of a guess was right. */
    private static Digest key(String token) {
        return Digest.ofContent(token.getBytes(StandardCharsets.UTF_8));
    }
}
