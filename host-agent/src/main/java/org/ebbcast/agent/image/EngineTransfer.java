package org.ebbcast.agent.image;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.ebbcast.agent.docker.DockerEngine;
import org.ebbcast.agent.docker.DockerEngine.EngineImage;
import org.ebbcast.agent.docker.DockerEngineException;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.ImageTree;
import org.ebbcast.agent.store.ManifestLink;
import org.ebbcast.agent.store.RepositoryName;
import org.ebbcast.agent.store.Tag;
import org.ebbcast.protocol.Digest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves images between the machine's Docker engine and the store, by way of the agent's own registry. One transfer at
 * a time.
 */
final class EngineTransfer {
    /*
     * The engine pushes under a helper name, so that whatever the user keeps under 127.0.0.1:port/… stays as it is;
     * afterwards the image gets its own name here, and the helper name goes on both sides. It pulls by digest, which
     * makes sure that it gets the very manifest that was distributed, also if the tag moves on meanwhile.
     */
    private static final Logger log = LoggerFactory.getLogger(EngineTransfer.class);
    private static final String HELPER = "ebbcast.transfer/";

    private final DockerEngine engine;
    private final BlobStore store;
    private final String registry;
    private final InstantSource time;

    EngineTransfer(DockerEngine engine, BlobStore store, int registryPort, InstantSource time) {
        this.engine = engine;
        this.store = store;
        this.time = time;
        registry = "127.0.0.1:" + registryPort + "/";
    }

    /** Removes helper names that an interrupted transfer left in the store. */
    static void removeLeftovers(BlobStore store) throws IOException {
        for (RepositoryName repository : store.names().repositories()) {
            if (repository.text().startsWith(HELPER)) {
                removeHelper(store, repository);
            }
        }
    }

    private static void removeHelper(BlobStore store, RepositoryName helper) throws IOException {
        for (ManifestLink link : store.names().manifests(helper)) {
            store.names().deleteManifest(helper, link.digest());
        }
    }

    String address() {
        return engine.address();
    }

    Optional<EngineImage> find(ImageReference image) throws DockerEngineException {
        String key = image.digest().map(d -> "@" + d).orElseGet(() -> ":" + image.tag().orElse(Tag.LATEST));
        return engine.find(engineRepository(image) + key);
    }

    /** @return digest of the manifest that the engine pushed; it has the image's name in the store now */
    synchronized Digest pushIntoStore(ImageReference image, EngineImage found)
            throws DockerEngineException, IOException {
        RepositoryName helper = new RepositoryName(HELPER + image.repository());
        Tag tag = image.tag().orElse(Tag.LATEST);
        log.info("The Docker engine pushes {} ({}) into the store", image, found.id());
        engine.tag(found.id(), registry + helper, tag.text());
        try {
            engine.push(registry + helper, tag.text(), line -> log.debug("push of {}: {}", image, line));
            Digest pushed = store.names()
                    .tagged(helper, tag)
                    .orElseThrow(() -> new DockerEngineException(
                            "Tried to have " + image + " pushed to " + registry + " but no manifest came; is the"
                                    + " engine in the same network namespace as the agent?",
                            false))
                    .digest();
            ImageTree tree = ImageTree.read(store, pushed, Optional.empty(), time.millis());
            store.publish(image.repository(), tree.links(), image.tag().stream().toList());
            return pushed;
        } finally {
            removeHelper(store, helper);
            untag(registry + helper + ":" + tag);
        }
    }

    /** Has the engine pull the image and gives it its name there. */
    synchronized void pullFromStore(ImageReference image, Digest manifest, Consumer<String> progress)
            throws DockerEngineException {
        String repository = registry + image.repository();
        String pulled = repository + "@" + manifest;
        boolean mine = engine.find(pulled).isEmpty();
        engine.pull(repository, manifest.toString(), progress);
        EngineImage found = engine.find(pulled)
                .orElseThrow(() -> new DockerEngineException(
                        "the engine reports that it pulled " + pulled + " but does not know it", false));
        if (image.tag().isPresent()) {
            engine.tag(found.id(), engineRepository(image), image.tag().get().text());
            if (mine) {
                untag(pulled);
            }
        }
    }

    /** Without its tag and digest, as Docker lists it. */
    private static String engineRepository(ImageReference image) {
        return new ImageReference(image.registry(), image.path(), Optional.empty(), Optional.empty()).familiar();
    }

    private void untag(String name) {
        try {
            engine.untag(name);
        } catch (DockerEngineException e) {
            log.warn("Tried to remove the helper name {} from the Docker engine but {}", name, e.getMessage());
        }
    }
}
