package org.ebbcast.agent.registry;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ebbcast.agent.store.RepositoryName;

/** The registries that images may be pulled through from, by the names that images have them under. Immutable. */
public final class Upstreams {
    private static final String LIBRARY = "library/";

    private final Map<String, URI> bases;

    private Upstreams(Map<String, URI> bases) {
        this.bases = Map.copyOf(bases);
    }

    /**
     * A repository of another registry.
     *
     * @param certain whether the request names that registry; otherwise Docker Hub is meant or this host itself
     */
    record Source(URI base, String repository, boolean certain) {
        URI uri(String rest) {
            return URI.create(base + "/v2/" + repository + "/" + rest);
        }
    }

    /**
     * @param settings each {@code registry} or {@code registry=URL}, such as {@code docker.io} or {@code
     *     reg.local:5000=http://10.0.0.9:5000}; without a URL it is https, and Docker Hub where it really is
     * @throws IllegalArgumentException naming what cannot be used
     */
    public static Upstreams of(List<String> settings) {
        Map<String, URI> bases = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            String registry = equals < 0 ? setting : setting.substring(0, equals);
            boolean named = registry.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?");
            Optional<URI> base = equals < 0 ? Optional.of(home(registry)) : base(setting.substring(equals + 1));
            if (!named || base.isEmpty()) {
                throw new IllegalArgumentException("setting 'upstreams' has '" + setting
                        + "', expected a registry such as ghcr.io or reg.local:5000=http://10.0.0.9:5000");
            }
            bases.put(registry, base.get());
        }
        return new Upstreams(bases);
    }

    private static URI home(String registry) {
        String host = registry.equals(RepositoryName.DOCKER_HUB) ? "registry-1.docker.io" : registry;
        return URI.create("https://" + host.replaceAll("[^a-z0-9.:-]", "-"));
    }

    private static Optional<URI> base(String text) {
        return text.matches("https?://[A-Za-z0-9.\\[\\]:-]+/?")
                ? Optional.of(URI.create(text.replaceFirst("/$", "")))
                : Optional.empty();
    }

    public boolean isEmpty() {
        return bases.isEmpty();
    }

    /**
     * Where a request's repository comes from; empty if not from a registry that is configured.
     *
     * @param asked as the request has it
     * @param namespace the registry it is for, if the client told
     */
    Optional<Source> source(RepositoryName asked, Optional<String> namespace) {
        String path = asked.text();
        if (namespace.isPresent()) {
            return source(namespace.get(), path, true);
        }
        int slash = path.indexOf('/');
        String first = slash < 0 ? "" : path.substring(0, slash);
        for (String registry : bases.keySet()) {
            if (registry.replace(':', '_').equals(first)) {
                return source(registry, path.substring(slash + 1), true);
            }
        }
        return source(RepositoryName.DOCKER_HUB, path, false);
    }

    private Optional<Source> source(String registry, String path, boolean certain) {
        boolean official = registry.equals(RepositoryName.DOCKER_HUB) && path.indexOf('/') < 0;
        return Optional.ofNullable(bases.get(registry))
                .map(base -> new Source(base, official ? LIBRARY + path : path, certain));
    }
}
