package org.ebbcast.agent.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ebbcast.agent.docker.DockerEngine;
import org.ebbcast.agent.docker.DockerEngineException;

/** An engine in memory; what a push or pull does to the registry is the test's business. */
final class FakeEngine implements DockerEngine {
    final Map<String, EngineImage> images = new HashMap<>();
    final List<String> calls = new ArrayList<>();
    Transfer onPush = (repository, reference) -> {};
    Transfer onPull = (repository, reference) -> {};
    Optional<DockerEngineException> trouble = Optional.empty();

    interface Transfer {
        void run(String repository, String reference) throws DockerEngineException;
    }

    private void enter(String call) throws DockerEngineException {
        calls.add(call);
        if (trouble.isPresent()) {
            throw trouble.get();
        }
    }

    @Override
    public Optional<EngineImage> find(String name) throws DockerEngineException {
        enter("find " + name);
        return Optional.ofNullable(images.get(name));
    }

    @Override
    public void tag(String id, String repository, String tag) throws DockerEngineException {
        enter("tag " + repository + ":" + tag);
        images.put(repository + ":" + tag, new EngineImage(id, 0));
    }

    @Override
    public void untag(String name) throws DockerEngineException {
        enter("untag " + name);
        images.remove(name);
    }

    @Override
    public void push(String repository, String tag, Consumer<String> progress) throws DockerEngineException {
        enter("push " + repository + ":" + tag);
        onPush.run(repository, tag);
    }

    @Override
    public void pull(String repository, String digest, Consumer<String> progress) throws DockerEngineException {
        enter("pull " + repository + "@" + digest);
        onPull.run(repository, digest);
        progress.accept("Pulling");
        images.put(repository + "@" + digest, new EngineImage("id of " + digest, 0));
    }

    @Override
    public String address() {
        return "unix:///fake";
    }

    @Override
    public void close() {}
}
