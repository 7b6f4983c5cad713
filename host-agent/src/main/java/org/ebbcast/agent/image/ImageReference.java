package org.ebbcast.agent.image;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ebbcast.agent.store.RepositoryName;
import org.ebbcast.agent.store.Tag;
import org.ebbcast.protocol.Digest;

/**
 * An image reference as people write it for Docker: {@code [registry/]path[:tag][@digest]}. Defaults are Docker's: no
 * registry means {@code docker.io}, a path of one component there means {@code library/…}, neither tag nor digest
 * means {@code latest}; where both are given the digest decides.
 *
 * @param registry lower case; {@code docker.io} where none was written
 * @param path of the repository within the registry, with {@code library/} where Docker adds it
 */
public record ImageReference(String registry, RepositoryName path, Optional<Tag> tag, Optional<Digest> digest) {
    private static final String LIBRARY = "library/";
    private static final int MAX_LENGTH = 1024;
    private static final Pattern REGISTRY = Pattern.compile(
            "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
                    + "|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?");
    private static final Pattern IMAGE_ID = Pattern.compile("(?:sha256:)?[0-9a-f]{64}");

    /** @throws IllegalArgumentException saying what is wrong with {@code text} */
    public static ImageReference parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("'" + shorten(text) + "' is not an image reference: it has "
                    + text.length() + " characters, must have 1 to " + MAX_LENGTH);
        }
        if (IMAGE_ID.matcher(text).matches()) {
            throw refusal(text, "it is an image id; give a name, such as demo/app:v1");
        }
        int at = text.indexOf('@');
        Optional<Digest> digest = at < 0 ? Optional.empty() : Optional.of(digest(text, text.substring(at + 1)));
        String named = at < 0 ? text : text.substring(0, at);
        int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
        Optional<Tag> tag = colon < 0 ? Optional.empty() : Optional.of(tag(text, named.substring(colon + 1)));
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of(Tag.LATEST);
        }
        return ofName(text, colon < 0 ? named : named.substring(0, colon), tag, digest);
    }

    private static ImageReference ofName(String text, String name, Optional<Tag> tag, Optional<Digest> digest) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean hasRegistry = first.contains(".") || first.contains(":") || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
        if (hasRegistry && !REGISTRY.matcher(first).matches()) {
            throw refusal(text, "'" + first + "' is not a registry's name");
        }
        String registry = hasRegistry ? first.toLowerCase(Locale.ROOT) : RepositoryName.DOCKER_HUB;
        if (registry.equals("index.docker.io")) {
            registry = RepositoryName.DOCKER_HUB;
        }
        String path = hasRegistry ? name.substring(slash + 1) : name;
        if (registry.equals(RepositoryName.DOCKER_HUB) && path.indexOf('/') < 0) {
            path = LIBRARY + path;
        }
        if (!RepositoryName.isValid(path)) {
            boolean upper = !path.equals(path.toLowerCase(Locale.ROOT));
            throw refusal(text, upper ? "repository names are lower case" : "'" + path + "' is no repository name");
        }
        ImageReference reference = new ImageReference(registry, new RepositoryName(path), tag, digest);
        requireHoldable(text, reference);
        return reference;
    }

    private static void requireHoldable(String text, ImageReference reference) {
        try {
            reference.repository();
        } catch (IllegalArgumentException e) {
            throw refusal(text, e.getMessage());
        }
    }

    private static Digest digest(String text, String digest) {
        try {
            return Digest.parse(digest);
        } catch (IllegalArgumentException e) {
            throw refusal(text, "after @, " + e.getMessage());
        }
    }

    private static Tag tag(String text, String tag) {
        try {
            return new Tag(tag);
        } catch (IllegalArgumentException e) {
            throw refusal(text, e.getMessage());
        }
    }

    private static IllegalArgumentException refusal(String text, String reason) {
        return new IllegalArgumentException("'" + shorten(text) + "' is not an image reference: " + reason);
    }

    private static String shorten(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }

    /** Repository that holds the image in an agent's registry. */
    public RepositoryName repository() {
        return RepositoryName.heldAs(registry, path);
    }

    /** The shortest form that means the same, as Docker lists it; a loopback registry is left out. */
    public String familiar() {
        boolean plain = registry.equals(RepositoryName.DOCKER_HUB) || RepositoryName.isLoopback(registry);
        String name = plain ? repository().text() : registry + "/" + path;
        return name + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }

    @Override
    public String toString() {
        return familiar();
    }
}
