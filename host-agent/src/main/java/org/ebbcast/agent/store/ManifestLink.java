package org.ebbcast.agent.store;

import java.util.List;
import java.util.Optional;
import org.ebbcast.protocol.Digest;

/**
 * That a repository serves a manifest.
 *
 * @param subject manifest that this one is about (OCI Image Specification, {@code subject})
 * @param references everything that must stay for this manifest to be of use: config, layers, manifests
 * @param sinceMillis when it was put there, milliseconds since 1970
 */
public record ManifestLink(
        Digest digest, String mediaType, Optional<Digest> subject, List<Digest> references, long sinceMillis) {
    public ManifestLink {
        references = List.copyOf(references);
    }
}
