package org.ebbcast.orchestrator.port;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Small durable state under string keys: one entry per distribution. */
public interface JournalPort {
    /** Durable when the stage completes; writes to one key keep their order. */
    CompletionStage<Void> put(String key, byte[] value);

    /** As {@link #put}; removing what is not there is no error. */
    CompletionStage<Void> remove(String key);

    /** Everything that survived; called once before anything is put. */
    Map<String, byte[]> load();
}
