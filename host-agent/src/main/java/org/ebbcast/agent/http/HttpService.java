package org.ebbcast.agent.http;

import java.io.IOException;

/** What an HTTP listener serves. Called on worker threads, where it may block on the disk. */
public interface HttpService {
    /** Begins a request; may throw what {@link #explain} understands. */
    Exchange begin(Request request) throws IOException;

    /** Turns what {@link #begin} or an {@link Exchange} threw into an answer. */
    Reply explain(Exception failure);
}
