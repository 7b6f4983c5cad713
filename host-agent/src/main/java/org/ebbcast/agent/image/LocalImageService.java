package org.ebbcast.agent.image;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.ebbcast.agent.docker.DockerEngine;
import org.ebbcast.agent.docker.DockerEngine.EngineImage;
import org.ebbcast.agent.docker.DockerEngineException;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.ImageTree;
import org.ebbcast.agent.store.TagLink;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images of this agent's store and, if there is one, of the machine's Docker engine. Thread-safe; what concerns the
 * engine runs one at a time.
 */
public final class LocalImageService implements ImageService {
    /*
     * Store and engine may know different images by one name: somebody rebuilt it on the engine, or pushed a newer one
     * into the store. The name that was given later wins; an engine that does not tell when loses.
     */
    private static final Logger log = LoggerFactory.getLogger(LocalImageService.class);

    private final BlobStore store;
    private final Optional<EngineTransfer> engine;
    private final InstantSource time;

    private LocalImageService(BlobStore store, Optional<EngineTransfer> engine, InstantSource time) {
        this.store = store;
        this.engine = engine;
        this.time = time;
    }

    /**
     * @param registryPort where this agent's registry listens on 127.0.0.1; the engine must be able to reach it
     * @throws IOException if leftovers of an interrupted transfer cannot be removed
     */
    public static LocalImageService of(BlobStore store, Optional<DockerEngine> engine, int registryPort)
            throws IOException {
        return of(store, engine, registryPort, InstantSource.system());
    }

    static LocalImageService of(
            BlobStore store, Optional<DockerEngine> engine, int registryPort, InstantSource time) throws IOException {
        EngineTransfer.removeLeftovers(store);
        return new LocalImageService(store, engine.map(e -> new EngineTransfer(e, store, registryPort, time)), time);
    }

    @Override
    public boolean hasDockerEngine() {
        return engine.isPresent();
    }

    @Override
    public ImageResolution resolve(String image) {
        try {
            ImageReference reference = ImageReference.parse(image);
            return resolve(reference);
        } catch (IllegalArgumentException e) {
            return ImageResolution.unusable(image, e.getMessage());
        } catch (IOException e) {
            return ImageResolution.unusable(image, "Tried to read " + image + " from the store but " + e.getMessage());
        }
    }

    private ImageResolution resolve(ImageReference image) throws IOException {
        Optional<TagLink> stored = stored(image).filter(l -> engine.isEmpty() || isWhole(l.digest()));
        String engineTrouble = "";
        if (engine.isPresent()) {
            try {
                Optional<EngineImage> found = engine.get().find(image);
                if (found.isPresent() && isWanted(found.get(), stored)) {
                    Digest pushed = engine.get().pushIntoStore(image, found.get());
                    return describe(image, pushed);
                }
            } catch (DockerEngineException e) {
                engineTrouble = e.getMessage();
                log.warn("Resolving {}: {}", image, engineTrouble);
            }
        }
        if (stored.isPresent()) {
            return describe(image, stored.get().digest());
        }
        return ImageResolution.notFound(image.familiar(), notFound(image, engineTrouble));
    }

    private String notFound(ImageReference image, String engineTrouble) {
        String where = engine.isEmpty()
                ? "not in the store, and no Docker engine is configured"
                : engineTrouble.isEmpty()
                        ? "neither in the store nor in the Docker engine " + engine.get().address()
                        : "not in the store; the Docker engine: " + engineTrouble;
        return image + " is " + where;
    }

    private Optional<TagLink> stored(ImageReference image) {
        if (image.digest().isPresent()) {
            return store.names()
                    .manifest(image.repository(), image.digest().get())
                    .map(m -> new TagLink(m.digest(), Long.MAX_VALUE));
        }
        return image.tag().flatMap(t -> store.names().tagged(image.repository(), t));
    }

    /** Whether the engine's image is another one than the store's and was named later. */
    private boolean isWanted(EngineImage found, Optional<TagLink> stored) throws IOException {
        return stored.isEmpty()
                || found.taggedMillis() > stored.get().sinceMillis() && !isSame(found.id(), stored.get().digest());
    }

    private boolean isSame(String engineId, Digest top) throws IOException {
        Set<String> ids = new HashSet<>();
        tree(top).blobs().forEach(b -> ids.add(b.digest().toString()));
        return ids.contains(engineId);
    }

    private ImageResolution describe(ImageReference image, Digest top) throws IOException {
        ImageTree tree = tree(top);
        if (tree.layerCount() == 0) {
            return ImageResolution.unusable(
                    image.familiar(), image + " has no layers: there is nothing to distribute");
        }
        if (image.digest().filter(d -> !d.equals(top)).isPresent()) {
            return ImageResolution.unusable(
                    image.familiar(), "the Docker engine pushes " + image + " as " + top + "; name it by a tag");
        }
        tree.blobs().forEach(b -> store.touch(b.digest()));
        return ImageResolution.found(image, top, tree.blobs());
    }

    private boolean isWhole(Digest top) {
        try {
            return !tree(top).links().isEmpty();
        } catch (IOException | IllegalArgumentException e) {
            log.warn("{} cannot be used from the store: {}", top, e.getMessage());
            return false;
        }
    }

    private ImageTree tree(Digest top) throws IOException {
        return ImageTree.read(store, top, Optional.empty(), time.millis());
    }

    @Override
    public void publish(String image, Digest manifest, List<BlobDescriptor> blobs) throws IOException {
        ImageReference reference = ImageReference.parse(image);
        for (BlobDescriptor blob : blobs) {
            if (!store.contains(blob.digest())) {
                throw new IOException("Tried to publish " + image + " but blob " + blob.digest() + " is not here");
            }
        }
        Optional<String> mediaType = blobs.stream()
                .filter(b -> b.digest().equals(manifest))
                .map(BlobDescriptor::mediaType)
                .findFirst();
        try {
            ImageTree tree = ImageTree.read(store, manifest, mediaType, time.millis());
            store.publish(reference.repository(), tree.links(), reference.tag().stream().toList());
        } catch (IllegalArgumentException e) {
            throw new IOException("Tried to publish " + image + " but " + e.getMessage(), e);
        }
        log.info("Published {} as {}", manifest, reference);
    }

    @Override
    public DockerImport importIntoDocker(String image, Digest manifest, Consumer<String> progress) {
        if (engine.isEmpty()) {
            return new DockerImport(
                    DockerImport.Outcome.NO_ENGINE, "no Docker engine is configured on this agent", 0);
        }
        long started = time.millis();
        try {
            engine.get().pullFromStore(ImageReference.parse(image), manifest, progress);
            return new DockerImport(DockerImport.Outcome.IMPORTED, "", time.millis() - started);
        } catch (DockerEngineException e) {
            DockerImport.Outcome outcome =
                    e.isUnreachable() ? DockerImport.Outcome.NO_ENGINE : DockerImport.Outcome.FAILED;
            return new DockerImport(outcome, e.getMessage(), time.millis() - started);
        } catch (IllegalArgumentException e) {
            return new DockerImport(DockerImport.Outcome.FAILED, e.getMessage(), 0);
        }
    }
}
