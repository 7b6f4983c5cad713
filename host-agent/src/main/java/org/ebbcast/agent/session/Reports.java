package org.ebbcast.agent.session;

import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.TaskFailed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to whichever controller is connected. Thread-safe; what is sent while none is, is dropped. */
@FunctionalInterface
public interface Reports {
    /** Sends {@code message}; returns at once. */
    void send(AgentMessage message);

    /** Says that something asked for under a distribution cannot be done. */
    default void failed(String distributionId, TaskFailed.Reason reason, String detail) {
        Logger log = LoggerFactory.getLogger(Reports.class);
        log.warn("{}: {}: {}", distributionId, reason, detail);
        send(new TaskFailed(distributionId, reason, detail));
    }
}
