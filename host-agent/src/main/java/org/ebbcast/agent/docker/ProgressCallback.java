package org.ebbcast.agent.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.ResponseItem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Listens to a pull or push: passes progress on, keeps the engine's error. Its thread is docker-java's. */
final class ProgressCallback<T extends ResponseItem> extends ResultCallback.Adapter<T> {
    private static final Set<String> ENDS =
            Set.of("Pull complete", "Already exists", "Pushed", "Layer already exists");

    private final Consumer<String> progress;
    private final Map<String, Boolean> layersDone = new HashMap<>();
    private volatile String error = "";

    ProgressCallback(Consumer<String> progress) {
        this.progress = progress;
    }

    @Override
    public void onNext(T item) {
        String failed = error(item);
        if (!failed.isEmpty()) {
            error = failed;
        } else if (item.getStatus() != null) {
            progress.accept(layers(item) + describe(item));
        }
    }

    /** What the engine has of the layers that it spoke of so far; empty where it spoke of something else. */
    private String layers(ResponseItem item) {
        if (item.getId() == null) {
            return "";
        }
        layersDone.put(item.getId(), ENDS.contains(item.getStatus()));
        long done = layersDone.values().stream().filter(d -> d).count();
        return done + " of " + layersDone.size() + " layers; ";
    }

    @SuppressWarnings("deprecation") // engines before 1.4 and some registries fill only the old field
    private static String error(ResponseItem item) {
        if (item.getErrorDetail() != null && item.getErrorDetail().getMessage() != null) {
            return item.getErrorDetail().getMessage();
        }
        return Optional.ofNullable(item.getError()).orElse("");
    }

    @SuppressWarnings("deprecation") // the bar that people know from docker pull; there is no other field for it
    private static String describe(ResponseItem item) {
        String id = item.getId() == null ? "" : item.getId() + ": ";
        String bar = item.getProgress() == null ? "" : " " + item.getProgress();
        return id + item.getStatus() + bar;
    }

    /** The engine's words, empty if it did not complain. */
    String error() {
        return error;
    }
}
