package org.ebbcast.agent.registry;

import java.util.Optional;
import org.ebbcast.agent.store.ImageNames;
import org.ebbcast.agent.store.ManifestLink;
import org.ebbcast.agent.store.RepositoryName;
import org.ebbcast.agent.store.Tag;
import org.ebbcast.protocol.Digest;

/**
 * The repository that a request is about. containerd tells with {@code ?ns=} for which registry this one stands in;
 * Docker as a mirror of its Hub asks for {@code library/busybox} where people write {@code busybox}. Names of different
 * registries are never mixed up.
 *
 * @param asked as it was written
 * @param repository where the store has it
 */
record Scope(RepositoryName asked, RepositoryName repository) {
    private static final String OWN = "localhost";

    static Scope of(String repository, Optional<String> namespace) {
        try {
            RepositoryName asked = new RepositoryName(repository);
            return new Scope(asked, RepositoryName.heldAs(namespace.orElse(OWN), asked));
        } catch (IllegalArgumentException e) {
            throw RegistryCode.NAME_INVALID.because(e.getMessage());
        }
    }

    Optional<ManifestLink> manifest(ImageNames names, Digest digest) {
        return names.manifest(repository, digest);
    }

    Optional<ManifestLink> manifest(ImageNames names, Tag tag) {
        return names.tagged(repository, tag).flatMap(t -> manifest(names, t.digest()));
    }
}
