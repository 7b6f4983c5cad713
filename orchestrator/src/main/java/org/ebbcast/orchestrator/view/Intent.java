package org.ebbcast.orchestrator.view;

import java.util.List;
import org.ebbcast.protocol.HostId;

/** What a person asks for: this image, from these sources, to these targets. Immutable. */
public final class Intent {
    private static final int MAX_IMAGE_CHARACTERS = 512;

    private final String image;
    private final List<HostId> sources;
    private final List<String> targets;
    private final boolean importIntoDocker;
    private final Policy policy;
    private final boolean encrypt;

    private Intent(
            String image,
            List<HostId> sources,
            List<String> targets,
            boolean importIntoDocker,
            Policy policy,
            boolean encrypt) {
        this.encrypt = encrypt;
        this.image = image;
        this.sources = sources;
        this.targets = targets;
        this.importIntoDocker = importIntoDocker;
        this.policy = policy;
    }

    /** As below, without limits of its own. */
    public static Intent of(String image, List<HostId> sources, List<String> targets, boolean importIntoDocker) {
        return of(image, sources, targets, importIntoDocker, Policy.NONE);
    }

    /**
     * @param image reference as the user wrote it
     * @param sources hosts to send; empty means whoever has the image
     * @param targets {@code all}, host names and {@code label=value} selectors
     * @throws IllegalArgumentException naming what is missing or too long
     */
    public static Intent of(
            String image, List<HostId> sources, List<String> targets, boolean importIntoDocker, Policy policy) {
        if (image.isBlank() || image.length() > MAX_IMAGE_CHARACTERS) {
            throw new IllegalArgumentException("image is '" + image.substring(0, Math.min(80, image.length()))
                    + "', expected a reference such as demo/app:v1 of at most " + MAX_IMAGE_CHARACTERS + " characters");
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("'targets' names no target; give hosts, label=value selectors, or all");
        }
        return new Intent(image, List.copyOf(sources), List.copyOf(targets), importIntoDocker, policy, false);
    }

    /** Reference as the user wrote it. */
    public String image() {
        return image;
    }

    /** Hosts to send; empty means whoever has the image. */
    public List<HostId> sources() {
        return sources;
    }

    /** {@code all}, host names and {@code label=value} selectors. */
    public List<String> targets() {
        return targets;
    }

    /** Whether targets with a Docker engine import the image into it. */
    public boolean importIntoDocker() {
        return importIntoDocker;
    }

    /** The same, with content that only its agents can read on the way, or not. */
    public Intent withEncryption(boolean encrypt) {
        return new Intent(image, sources, targets, importIntoDocker, policy, encrypt);
    }

    /** Whether what hosts give each other is encrypted and authenticated. */
    public boolean encrypt() {
        return encrypt;
    }

    /** When, how fast, and with what part of contended links. */
    public Policy policy() {
        return policy;
    }
}
