package org.ebbcast.agent.registry;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.RepositoryName;
import org.ebbcast.agent.store.Upload;
import org.ebbcast.protocol.DigestAlgorithm;

/**
 * Uploads between requests: at most {@value #MAX_SESSIONS}, of which those idle for an hour end. Where all are taken,
 * the one idle longest ends, if nobody used it for a minute. Thread-safe.
 */
final class UploadSessions {
    static final int MAX_SESSIONS = 256;
    private static final long ENDS_AFTER_MILLIS = 3_600_000;
    private static final long YIELDS_AFTER_MILLIS = 60_000;

    private final BlobStore store;
    private final InstantSource time;
    private final Map<String, Session> sessions = new HashMap<>();

    UploadSessions(BlobStore store, InstantSource time) {
        this.store = store;
        this.time = time;
    }

    /** One upload; whoever holds its lease is the owner of what it wraps. */
    final class Session {
        private final String id = UUID.randomUUID().toString();
        private final RepositoryName repository;
        private final Upload upload;
        private long lastUseMillis = time.millis();
        private boolean leased = true;

        private Session(RepositoryName repository, Upload upload) {
            this.repository = repository;
            this.upload = upload;
        }

        String id() {
            return id;
        }

        RepositoryName repository() {
            return repository;
        }

        Upload upload() {
            return upload;
        }

        /** @return false if somebody else has it */
        boolean lease() {
            synchronized (UploadSessions.this) {
                boolean free = !leased && sessions.containsKey(id);
                leased |= free;
                return free;
            }
        }

        void release() {
            synchronized (UploadSessions.this) {
                leased = false;
                lastUseMillis = time.millis();
            }
        }
    }

    /** The new session is leased to the caller. */
    synchronized Session start(RepositoryName repository, DigestAlgorithm algorithm) throws IOException {
        expire();
        if (sessions.size() >= MAX_SESSIONS) {
            throw RegistryCode.TOOMANYREQUESTS.because(
                    sessions.size() + " uploads are under way; finish or cancel some");
        }
        Session session = new Session(repository, store.upload(algorithm));
        sessions.put(session.id, session);
        return session;
    }

    private void expire() throws IOException {
        List<Session> idle = new ArrayList<>(sessions.values());
        idle.removeIf(s -> s.leased);
        idle.sort(Comparator.comparingLong(s -> s.lastUseMillis));
        for (Session session : idle) {
            long allowed = sessions.size() >= MAX_SESSIONS ? YIELDS_AFTER_MILLIS : ENDS_AFTER_MILLIS;
            if (time.millis() - session.lastUseMillis > allowed) {
                end(session);
            }
        }
    }

    synchronized Optional<Session> find(RepositoryName repository, String id) {
        return Optional.ofNullable(sessions.get(id)).filter(s -> s.repository.equals(repository));
    }

    synchronized void end(Session session) throws IOException {
        sessions.remove(session.id);
        session.upload.close();
    }

    synchronized int openCount() {
        return sessions.size();
    }

    synchronized void close() throws IOException {
        for (Session session : List.copyOf(sessions.values())) {
            end(session);
        }
    }
}
