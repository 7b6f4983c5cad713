package org.ebbcast.agent.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.Neighbour;

/**
 * Agents of this rack, as the controller last named them, and the key by which agents of one fleet read a blob from
 * each other that no shipment is about: an HMAC of its digest with the secret that they share. Agents without a secret
 * have no neighbours here. Thread-safe.
 */
public final class RackNeighbours implements BlobAccess {
    private static final int MAX_KNOWN = 4;
    private static final String HMAC = "HmacSHA256";

    private final byte[] secret;
    private final Map<String, URI> known = new LinkedHashMap<>();

    /** @param secret that agents and controllers share; empty for none */
    public RackNeighbours(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** Remembers those that are in this rack, the last named of them. */
    public void learn(List<Neighbour> neighbours) {
        synchronized (known) {
            for (Neighbour neighbour : neighbours) {
                if (secret.length > 0 && neighbour.tier() == Neighbour.Tier.RACK) {
                    known.remove(neighbour.host());
                    known.put(neighbour.host(), base(neighbour));
                }
            }
            while (known.size() > MAX_KNOWN) {
                known.remove(known.keySet().iterator().next());
            }
        }
    }

    private static URI base(Neighbour neighbour) {
        String address = neighbour.address();
        return URI.create("http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + neighbour.port());
    }

    /** Where to ask for a blob, the last named first. */
    List<URI> sources() {
        synchronized (known) {
            List<URI> sources = new ArrayList<>(known.values());
            Collections.reverse(sources);
            return sources;
        }
    }

    /** It could not be reached, or sent something else than it said. */
    void forget(URI source) {
        synchronized (known) {
            known.values().remove(source);
        }
    }

    /** The bearer token with which a neighbour gives the blob. */
    String token(Digest digest) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return HexFormat.of().formatHex(mac.doFinal(("blob " + digest).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks " + HMAC + ", which every one must have", e);
        }
    }

    @Override
    public boolean mayRead(String token, Digest digest) {
        return secret.length > 0
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8), token(digest).getBytes(StandardCharsets.UTF_8));
    }
}
