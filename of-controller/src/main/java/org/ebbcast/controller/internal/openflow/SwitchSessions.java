package org.ebbcast.controller.internal.openflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ebbcast.rules.DatapathId;

/** The sessions of ready switches. Owned by the event loop. */
final class SwitchSessions {
    private final Map<DatapathId, SwitchSession> byId = new HashMap<>();

    /** Answers the session that this one replaces. */
    Optional<SwitchSession> put(SwitchSession session) {
        return Optional.ofNullable(byId.put(session.id(), session));
    }

    /** Answers whether this session was the switch's current one. */
    boolean remove(SwitchSession session) {
        return byId.remove(session.id(), session);
    }

    Optional<SwitchSession> get(DatapathId id) {
        return Optional.ofNullable(byId.get(id));
    }

    List<SwitchSession> all() {
        return new ArrayList<>(byId.values());
    }
}
