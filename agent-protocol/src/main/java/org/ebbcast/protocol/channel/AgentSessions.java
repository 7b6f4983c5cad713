package org.ebbcast.protocol.channel;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.ebbcast.protocol.HostId;

/** Which session speaks for which host, and how many connections have not said who they are. Thread-safe. */
final class AgentSessions {
    /** Connections that may be open without an accepted hello; more are closed at once. */
    static final int MAX_STRANGERS = 4096;

    private final ConcurrentHashMap<HostId, AgentSession> byHost = new ConcurrentHashMap<>();
    private final AtomicInteger strangers = new AtomicInteger();

    /** Counts one more connection without hello; false if there are too many. */
    boolean admitStranger() {
        if (strangers.incrementAndGet() <= MAX_STRANGERS) {
            return true;
        }
        strangers.decrementAndGet();
        return false;
    }

    /** One of them said hello or left. */
    void strangerLeft() {
        strangers.decrementAndGet();
    }

    /** From now on {@code session} speaks for {@code host}; answers the one that did. */
    Optional<AgentSession> claim(HostId host, AgentSession session) {
        return Optional.ofNullable(byHost.put(host, session));
    }

    /** {@code session} no longer speaks for {@code host}; does nothing if another already does. */
    void release(HostId host, AgentSession session) {
        byHost.remove(host, session);
    }

    Optional<AgentSession> of(HostId host) {
        return Optional.ofNullable(byHost.get(host));
    }

    List<AgentSession> all() {
        return List.copyOf(byHost.values());
    }
}
