package org.ebbcast.agent.image;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;

/** Images by name. Every method blocks, some for as long as a Docker engine takes; any thread but an event loop's. */
public interface ImageService {
    /**
     * Finds an image in the store or, where the engine has it newer or alone, has the engine push it into the store.
     *
     * @param image a reference as the user wrote it
     */
    ImageResolution resolve(String image);

    /**
     * Serves an image, all of whose blobs are in the store, under its name.
     *
     * @throws IOException saying which blob is missing or wrong, or what the disk said
     * @throws IllegalArgumentException if {@code image} is no reference
     */
    void publish(String image, Digest manifest, List<BlobDescriptor> blobs) throws IOException;

    /**
     * Has the engine pull a published image from this agent's registry and gives it its name.
     *
     * @param progress is told of the engine's progress, in the engine's words, on any thread
     */
    DockerImport importIntoDocker(String image, Digest manifest, Consumer<String> progress);

    /** Whether a Docker engine is configured on this agent. */
    boolean hasDockerEngine();
}
