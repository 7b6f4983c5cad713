package org.ebbcast.orchestrator.rest;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ebbcast.orchestrator.view.IntentException;

/** Waits for answers of the orchestrator's loop on a request's thread. */
final class Waiting {
    private static final long PATIENCE_SECONDS = 10;

    private Waiting() {}

    /** @throws Problem if the answer is a no, or none comes in time */
    static <T> T on(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IntentException) {
                throw Problem.of((IntentException) e.getCause());
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new Problem(503, "not now", "", "no answer within " + PATIENCE_SECONDS + " s; try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(503, "not now", "", "the controller is stopping");
        }
    }
}
