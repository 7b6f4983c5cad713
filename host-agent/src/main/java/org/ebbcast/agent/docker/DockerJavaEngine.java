package org.ebbcast.agent.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.PushResponseItem;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Docker engine behind docker-java's client. Thread-safe. */
public final class DockerJavaEngine implements DockerEngine {
    private static final Logger log = LoggerFactory.getLogger(DockerJavaEngine.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Questions are answered at once, or the engine hangs. */
    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** Between two words about a pull or push: unpacking a large layer on a busy disk is silent for long. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final URI address;
    private @Nullable DockerClient questions;
    private @Nullable DockerClient transfers;

    /** @param address {@code unix:///path} or {@code tcp://host:port}; nothing is opened yet */
    public DockerJavaEngine(URI address) {
        this.address = address;
    }

    @Override
    public String address() {
        return address.toString();
    }

    private synchronized DockerClient questions() {
        if (questions == null) {
            questions = client(ANSWER);
        }
        return questions;
    }

    private synchronized DockerClient transfers() {
        if (transfers == null) {
            transfers = client(SILENCE);
        }
        return transfers;
    }

    private DockerClient client(Duration answer) {
        DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(address.toString())
                .withDockerTlsVerify(false)
                .build();
        return DockerClientImpl.getInstance(
                config,
                new ApacheDockerHttpClient.Builder()
                        .dockerHost(address)
                        .maxConnections(8)
                        .connectionTimeout(CONNECT)
                        .responseTimeout(answer)
                        .build());
    }

    /** One call of the client. */
    private interface Call<T> {
        T run() throws InterruptedException;
    }

    private <T> T call(String what, Call<T> call) throws DockerEngineException {
        try {
            return call.run();
        } catch (DockerException e) {
            throw new DockerEngineException(words(e), false, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DockerEngineException("Tried to " + what + " but was interrupted", false, e);
        } catch (RuntimeException e) {
            Throwable root = root(e);
            boolean nobody = root instanceof IOException;
            throw new DockerEngineException(
                    "Tried to " + what + " at the Docker engine " + address + " but " + root.getMessage()
                            + (nobody ? "; is it running, and may the agent use its socket?" : ""),
                    nobody,
                    e);
        }
    }

    /** docker-java puts the status and the engine's JSON answer into its message. */
    private static String words(DockerException e) {
        String message = String.valueOf(e.getMessage()).trim();
        int start = message.indexOf("{\"message\":\"");
        int end = message.lastIndexOf("\"}");
        return start < 0 || end < start ? message : message.substring(start + 12, end).replace("\\\"", "\"");
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    @Override
    public Optional<EngineImage> find(String name) throws DockerEngineException {
        return call("look up " + name, () -> {
            try {
                InspectImageResponse image = questions().inspectImageCmd(name).exec();
                return Optional.of(new EngineImage(String.valueOf(image.getId()), taggedMillis(image)));
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    private static long taggedMillis(InspectImageResponse image) {
        Object metadata = image.getRawValues().get("Metadata");
        Object time = metadata instanceof Map<?, ?> map ? map.get("LastTagTime") : null;
        if (time == null) {
            return 0;
        }
        try {
            return Math.max(0, Instant.parse(time.toString()).toEpochMilli());
        } catch (DateTimeParseException e) {
            log.debug("The engine's LastTagTime is {}", time);
            return 0;
        }
    }

    @Override
    public void tag(String id, String repository, String tag) throws DockerEngineException {
        call("tag " + id, () -> questions().tagImageCmd(id, repository, tag).exec());
    }

    @Override
    public void untag(String name) throws DockerEngineException {
        call("untag " + name, () -> questions().removeImageCmd(name).withNoPrune(true).exec());
    }

    @Override
    public void push(String repository, String tag, Consumer<String> progress) throws DockerEngineException {
        ProgressCallback<PushResponseItem> callback = new ProgressCallback<>(progress);
        call("push " + repository + ":" + tag, () -> transfers()
                .pushImageCmd(repository)
                .withTag(tag)
                .withAuthConfig(new AuthConfig())
                .exec(callback)
                .awaitCompletion());
        requireSuccess(callback);
    }

    @Override
    public void pull(String repository, String digest, Consumer<String> progress) throws DockerEngineException {
        ProgressCallback<PullResponseItem> callback = new ProgressCallback<>(progress);
        call("pull " + repository + "@" + digest, () -> transfers()
                .pullImageCmd(repository)
                .withTag(digest)
                .withAuthConfig(new AuthConfig())
                .exec(callback)
                .awaitCompletion());
        requireSuccess(callback);
    }

    private static void requireSuccess(ProgressCallback<?> callback) throws DockerEngineException {
        if (!callback.error().isEmpty()) {
            throw new DockerEngineException(callback.error(), false);
        }
    }

    @Override
    public synchronized void close() {
        for (DockerClient client : new DockerClient[] {questions, transfers}) {
            if (client != null) {
                try {
                    client.close();
                } catch (IOException e) {
                    log.debug("Tried to close the connection to {} but {}", address, e.toString());
                }
            }
        }
    }
}
