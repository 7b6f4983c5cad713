package org.ebbcast.agent.http;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** A file that somebody is still writing, from its beginning to its end. Thread-safe. */
public interface GrowingFile {
    /** Opens it for reading; the caller closes it. */
    FileChannel open() throws IOException;

    /**
     * How many bytes may be sent by now.
     *
     * @throws IOException if it will never be complete, saying why
     */
    long readyBytes() throws IOException;

    /** Whether {@link #readyBytes} are all there will be. */
    boolean isComplete();

    /** Runs {@code listener} once, on any thread, when more than {@code readyBytes} are ready or that will never be. */
    void whenBeyond(long readyBytes, Runnable listener);
}
