package org.ebbcast.agent.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What becomes of a request's body and what is answered. Called by one thread at a time, in this order: {@code body}
 * any number of times, then {@code finish} unless the client went away; {@code close} always comes last.
 */
public interface Exchange extends AutoCloseable {
    /** Takes the next part of the body; {@code part} is only valid during the call. */
    void body(ByteBuffer part) throws IOException;

    Reply finish() throws IOException;

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

    /** Makes the answer. */
    interface Answer {
        Reply reply() throws IOException;
    }
}
