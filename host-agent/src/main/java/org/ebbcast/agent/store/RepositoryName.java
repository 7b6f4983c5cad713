package org.ebbcast.agent.store;

import java.util.regex.Pattern;

/** Name of a repository, as OCI Distribution 1.1 allows: path components of lower-case letters, digits and separators. */
public record RepositoryName(String text) implements Comparable<RepositoryName> {
    /** Docker's bound on a whole name. */
    public static final int MAX_LENGTH = 255;

    /** The registry that Docker means where none is written. */
    public static final String DOCKER_HUB = "docker.io";

    private static final String LIBRARY = "library/";
    private static final Pattern LOOPBACK =
            Pattern.compile("(?:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1\\])(?::[0-9]{1,5})?");
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern FORM = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");

    /** @throws IllegalArgumentException naming the text */
    public RepositoryName {
        if (!isValid(text)) {
            throw new IllegalArgumentException("'" + text + "' is not a repository name: at most " + MAX_LENGTH
                    + " lower-case letters and digits, with single . _ - between them, and / between components");
        }
    }

    public static boolean isValid(String text) {
        return text.length() <= MAX_LENGTH && FORM.matcher(text).matches();
    }

    /**
     * Where an agent keeps what {@code registry} calls {@code path}. Docker Hub's names stay as people write them
     * ({@code busybox}, {@code demo/app}), as do those of a registry on loopback, which is this agent's own; others go
     * below their registry ({@code ghcr.io/owner/app}), with {@code _} for the colon before a port.
     */
    public static RepositoryName heldAs(String registry, RepositoryName path) {
        if (isLoopback(registry) || registry.equals(DOCKER_HUB)) {
            return path.withoutLibrary();
        }
        return new RepositoryName(registry.replace(':', '_').replaceAll("[\\[\\]]", "") + "/" + path);
    }

    /** Docker Hub's official images without the {@code library/} that only registries see. */
    private RepositoryName withoutLibrary() {
        boolean official = text.startsWith(LIBRARY) && text.indexOf('/', LIBRARY.length()) < 0;
        return official ? new RepositoryName(text.substring(LIBRARY.length())) : this;
    }

    /** Whether {@code registry}, with or without a port, is on this machine's loopback. */
    public static boolean isLoopback(String registry) {
        return LOOPBACK.matcher(registry).matches();
    }

    @Override
    public int compareTo(RepositoryName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
