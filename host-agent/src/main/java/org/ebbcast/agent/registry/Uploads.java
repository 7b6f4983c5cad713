package org.ebbcast.agent.registry;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebbcast.agent.http.Exchange;
import org.ebbcast.agent.http.Reply;
import org.ebbcast.agent.http.Request;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.DigestMismatchException;
import org.ebbcast.agent.store.NoSpaceException;
import org.ebbcast.agent.store.RepositoryName;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;

/** Blob uploads, in one piece or in chunks, and mounts (OCI Distribution 1.1, end-4 to end-6, end-11, end-13). */
final class Uploads {
    private static final Pattern CONTENT_RANGE = Pattern.compile("(?:bytes )?(\\d{1,18})-(\\d{1,18})(?:/.*)?");

    private final BlobStore store;
    private final UploadSessions sessions;

    Uploads(BlobStore store, InstantSource time) {
        this.store = store;
        sessions = new UploadSessions(store, time);
    }

    int openCount() {
        return sessions.openCount();
    }

    void close() throws IOException {
        sessions.close();
    }

    /** POST: a mount, a whole blob, or the start of a session. */
    Exchange start(Request request, RepositoryName repository) throws IOException {
        Optional<String> mount = request.parameter("mount");
        if (mount.isPresent()) {
            Digest digest = Manifests.parseDigest(mount.get());
            if (store.contains(digest) && !store.isFetched(digest)) {
                store.touch(digest);
                return Exchange.of(() -> created(repository, digest));
            }
        }
        Optional<Digest> whole = request.parameter("digest").map(Manifests::parseDigest);
        DigestAlgorithm algorithm = whole.map(Digest::algorithm).orElseGet(() -> algorithm(request));
        UploadSessions.Session session = sessions.start(repository, algorithm);
        if (whole.isPresent()) {
            return new Part(session, whole, true);
        }
        session.release();
        return Exchange.of(() -> progress(HttpResponseStatus.ACCEPTED, session));
    }

    /** By which the digest at the end will be, so that content is hashed as it comes. */
    private static DigestAlgorithm algorithm(Request request) {
        try {
            return request.parameter("digest-algorithm").map(DigestAlgorithm::parse).orElse(DigestAlgorithm.SHA256);
        } catch (IllegalArgumentException e) {
            throw RegistryCode.DIGEST_INVALID.because(e.getMessage());
        }
    }

    /** PATCH: the next chunk. */
    Exchange append(Request request, RepositoryName repository, String id) {
        UploadSessions.Session session = lease(repository, id);
        return guarded(session, request, Optional.empty());
    }

    /** PUT: the last chunk, which may be empty, and the digest of it all. */
    Exchange complete(Request request, RepositoryName repository, String id) {
        Digest digest = Manifests.parseDigest(request.parameter("digest")
                .orElseThrow(() -> RegistryCode.DIGEST_INVALID.because("the digest parameter is missing")));
        UploadSessions.Session session = lease(repository, id);
        return guarded(session, request, Optional.of(digest));
    }

    private Exchange guarded(UploadSessions.Session session, Request request, Optional<Digest> digest) {
        try {
            requireInOrder(request, session);
            return new Part(session, digest, false);
        } catch (RegistryException e) {
            session.release();
            throw e;
        }
    }

    Reply status(RepositoryName repository, String id) {
        return progress(HttpResponseStatus.NO_CONTENT, find(repository, id));
    }

    Reply cancel(RepositoryName repository, String id) throws IOException {
        sessions.end(lease(repository, id));
        return Reply.empty(HttpResponseStatus.NO_CONTENT);
    }

    private UploadSessions.Session find(RepositoryName repository, String id) {
        return sessions.find(repository, id)
                .orElseThrow(() -> RegistryCode.BLOB_UPLOAD_UNKNOWN.because("no upload " + id + " in " + repository));
    }

    private UploadSessions.Session lease(RepositoryName repository, String id) {
        UploadSessions.Session session = find(repository, id);
        if (!session.lease()) {
            throw RegistryCode.BLOB_UPLOAD_INVALID.because(
                    HttpResponseStatus.CONFLICT, "another request is writing to upload " + id);
        }
        return session;
    }

    private static void requireInOrder(Request request, UploadSessions.Session session) {
        Optional<String> header = request.header(HttpHeaderNames.CONTENT_RANGE);
        if (header.isEmpty()) {
            return;
        }
        Matcher range = CONTENT_RANGE.matcher(header.get());
        if (!range.matches()) {
            throw RegistryCode.BLOB_UPLOAD_INVALID.because("Content-Range is " + header.get() + ", must be first-last");
        }
        long first = Long.parseLong(range.group(1));
        long length = Long.parseLong(range.group(2)) - first + 1;
        if (first != session.upload().receivedBytes()) {
            throw RegistryCode.BLOB_UPLOAD_INVALID
                    .because(
                            HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                            "the chunk starts at " + first + ", the next byte is "
                                    + session.upload().receivedBytes())
                    .with(HttpHeaderNames.LOCATION, location(session))
                    .with(HttpHeaderNames.RANGE, received(session));
        }
        Optional<String> sent = request.header(HttpHeaderNames.CONTENT_LENGTH);
        if (sent.isPresent() && !sent.get().equals(Long.toString(length))) {
            throw RegistryCode.SIZE_INVALID.because(
                    "Content-Range has " + length + " bytes, Content-Length says " + sent.get());
        }
    }

    private static Reply progress(HttpResponseStatus status, UploadSessions.Session session) {
        return Reply.empty(status)
                .with(HttpHeaderNames.LOCATION, location(session))
                .with(HttpHeaderNames.RANGE, received(session))
                .with("Docker-Upload-UUID", session.id());
    }

    private static String location(UploadSessions.Session session) {
        return "/v2/" + session.repository() + "/blobs/uploads/" + session.id();
    }

    private static String received(UploadSessions.Session session) {
        return "0-" + Math.max(0, session.upload().receivedBytes() - 1);
    }

    private static Reply created(RepositoryName repository, Digest digest) {
        return Reply.empty(HttpResponseStatus.CREATED)
                .with(HttpHeaderNames.LOCATION, "/v2/" + repository + "/blobs/" + digest)
                .with(Contents.DOCKER_CONTENT_DIGEST, digest);
    }

    /** A request that writes to a session it has leased. What arrived before a connection broke is kept. */
    private final class Part implements Exchange {
        private final UploadSessions.Session session;
        private final Optional<Digest> digest;
        private final boolean only;

        /** @param only whether nobody can go on with the session, because nobody was told of it */
        Part(UploadSessions.Session session, Optional<Digest> digest, boolean only) {
            this.session = session;
            this.digest = digest;
            this.only = only;
        }

        @Override
        public void body(ByteBuffer part) throws IOException {
            try {
                session.upload().append(part);
            } catch (NoSpaceException e) {
                sessions.end(session);
                throw e;
            }
        }

        @Override
        public Reply finish() throws IOException {
            if (digest.isEmpty()) {
                return progress(HttpResponseStatus.ACCEPTED, session);
            }
            try {
                session.upload().commit(digest.get());
                store.touch(digest.get());
                return created(session.repository(), digest.get());
            } catch (DigestMismatchException e) {
                throw RegistryCode.DIGEST_INVALID.because(e.getMessage());
            } finally {
                sessions.end(session);
            }
        }

        @Override
        public void close() throws IOException {
            if (only) {
                sessions.end(session);
            }
            session.release();
        }
    }
}
