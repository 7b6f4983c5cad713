package org.ebbcast.agent.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * What becomes of a request's body and what is answered. Called by one thread at a time, in this order: {@code body}
 * any number of times, then {@code finish} unless the client went away; {@code close} always comes last.
 */
public interface Exchange extends AutoCloseable {
    /** Takes the next part of the body; {@code part} is only valid during the call. */
    void body(ByteBuffer part) throws IOException;

    Reply finish() throws IOException;

    /** The answer, where it takes longer than a worker thread may wait; completed on any thread. */
    default CompletionStage<Reply> finishLater() throws IOException {
        return CompletableFuture.completedStage(finish());
    }

    @Override
    default void close() throws IOException {}

    /** Answers a request whose body, if it has one, means nothing. */
    static Exchange of(Answer answer) {
        return new Exchange() {
            @Override
            public void body(ByteBuffer part) {
                // a body where none belongs is skipped
            }

            @Override
            public Reply finish() throws IOException {
                return answer.reply();
            }
        };
    }

    /** Answers as {@code answer} does, on a thread of {@code executor}; a body is skipped. */
    static Exchange later(Executor executor, Answer answer) {
        return new Exchange() {
            @Override
            public void body(ByteBuffer part) {
                // a body where none belongs is skipped
            }

            @Override
            public Reply finish() throws IOException {
                return answer.reply();
            }

            @Override
            public CompletionStage<Reply> finishLater() {
                CompletableFuture<Reply> later = new CompletableFuture<>();
                executor.execute(() -> {
                    try {
                        later.complete(answer.reply());
                    } catch (IOException | RuntimeException e) {
                        later.completeExceptionally(e);
                    }
                });
                return later;
            }
        };
    }

    /** Makes the answer. */
    interface Answer {
        Reply reply() throws IOException;
    }
}
