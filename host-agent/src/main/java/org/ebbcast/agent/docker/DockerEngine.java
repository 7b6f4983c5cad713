package org.ebbcast.agent.docker;

import java.util.Optional;
import java.util.function.Consumer;

/** The few things that the agent asks of a Docker engine. Every method blocks; any thread but an event loop's. */
public interface DockerEngine extends AutoCloseable {
    /**
     * What the engine knows about an image.
     *
     * @param id of the image; with the graph driver store its config's digest, with the containerd store its manifest's
     * @param taggedMillis when it last got a tag, milliseconds since 1970; 0 if the engine does not tell
     */
    record EngineImage(String id, long taggedMillis) {}

    /** @param name as Docker lists it: {@code repository:tag} or {@code repository@digest} */
    Optional<EngineImage> find(String name) throws DockerEngineException;

    /** Gives the image {@code id} the name {@code repository:tag} beside those it has. */
    void tag(String id, String repository, String tag) throws DockerEngineException;

    /** Takes a name from an image; the image stays as long as it has another. */
    void untag(String name) throws DockerEngineException;

    /** Has the engine push {@code repository:tag}. */
    void push(String repository, String tag, Consumer<String> progress) throws DockerEngineException;

    /** Has the engine pull {@code repository@digest}. */
    void pull(String repository, String digest, Consumer<String> progress) throws DockerEngineException;

    /** Where it listens, for messages. */
    String address();

    @Override
    void close();
}
