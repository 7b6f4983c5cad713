package org.ebbcast.agent.registry;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ebbcast.agent.store.ImageNames;
import org.ebbcast.agent.store.ManifestLink;
import org.ebbcast.agent.store.RepositoryName;
import org.ebbcast.agent.store.Tag;
import org.ebbcast.protocol.Digest;

/**
 * The repository that a request is about. Reads may find it under several names: containerd tells with {@code ?ns=}
 * for which registry this one stands in, Docker as a mirror of its Hub asks for {@code library/busybox} where people
 * write {@code busybox}. Names of different registries are never mixed up.
 *
 * @param candidates in order of preference, never empty; writes go to the first
 */
record Scope(List<RepositoryName> candidates) {
    static Scope of(String repository, Optional<String> namespace) {
        RepositoryName name = name(repository);
        if (namespace.isPresent() && !RepositoryName.isLoopback(namespace.get())) {
            try {
                return new Scope(List.of(RepositoryName.heldAs(namespace.get(), name)));
            } catch (IllegalArgumentException e) {
                throw RegistryCode.NAME_INVALID.because("ns=" + namespace.get() + ": " + e.getMessage());
            }
        }
        Set<RepositoryName> both = new LinkedHashSet<>(Arrays.asList(name, name.withoutLibrary()));
        return new Scope(List.copyOf(both));
    }

    private static RepositoryName name(String repository) {
        try {
            return new RepositoryName(repository);
        } catch (IllegalArgumentException e) {
            throw RegistryCode.NAME_INVALID.because(e.getMessage());
        }
    }

    RepositoryName first() {
        return candidates.get(0);
    }

    /** The one of the names that is known; the first if none is. */
    RepositoryName known(ImageNames names) {
        return candidates.stream().filter(names::hasRepository).findFirst().orElse(first());
    }

    Optional<ManifestLink> manifest(ImageNames names, Digest digest) {
        return candidates.stream().flatMap(c -> names.manifest(c, digest).stream()).findFirst();
    }

    Optional<ManifestLink> manifest(ImageNames names, Tag tag) {
        return candidates.stream()
                .flatMap(c -> names.tagged(c, tag).stream())
                .findFirst()
                .flatMap(t -> manifest(names, t.digest()));
    }
}
