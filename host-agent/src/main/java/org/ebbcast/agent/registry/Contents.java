package org.ebbcast.agent.registry;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.Optional;
import org.ebbcast.agent.http.FileSlice;
import org.ebbcast.agent.http.HttpRange;
import org.ebbcast.agent.http.Reply;
import org.ebbcast.agent.http.Request;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.protocol.Digest;

/** Answers with a blob's bytes, all or a range of them, or with what a condition makes of it (RFC 9110). */
final class Contents {
    static final String OCTETS = "application/octet-stream";
    static final String DOCKER_CONTENT_DIGEST = "Docker-Content-Digest";

    private final BlobStore store;

    Contents(BlobStore store) {
        this.store = store;
    }

    /** The whole content or its head; for manifests, which are never cut. */
    Reply whole(Request request, Digest digest, String contentType) throws IOException {
        return reply(request, digest, contentType, Optional.empty());
    }

    /** What the request's Range asks for. */
    Reply range(Request request, Digest digest, String contentType) throws IOException {
        String tag = entityTag(digest);
        boolean applies = request.header(HttpHeaderNames.IF_RANGE).filter(t -> !t.equals(tag)).isEmpty();
        return reply(
                request, digest, contentType, applies ? request.header(HttpHeaderNames.RANGE) : Optional.empty());
    }

    private Reply reply(Request request, Digest digest, String contentType, Optional<String> wanted)
            throws IOException {
        long size = store.size(digest)
                .orElseThrow(() -> RegistryCode.BLOB_UNKNOWN.because("blob " + digest + " is not here"));
        store.touch(digest);
        if (isKnown(request, digest)) {
            return describe(Reply.empty(HttpResponseStatus.NOT_MODIFIED), digest);
        }
        HttpRange range = HttpRange.of(request.is(HttpMethod.GET) ? wanted
                : Optional.empty(), size);
        Reply reply = switch (range.kind()) {
            case UNSATISFIABLE -> Reply.empty(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE);
            case WHOLE -> content(request, HttpResponseStatus.OK, digest, contentType, range);
            case PART -> content(request, HttpResponseStatus.PARTIAL_CONTENT, digest, contentType, range);
        };
        if (range.kind() != HttpRange.Kind.WHOLE) {
            reply.with(HttpHeaderNames.CONTENT_RANGE, range.contentRange(size));
        }
        return describe(reply, digest).with(HttpHeaderNames.ACCEPT_RANGES, "bytes");
    }

    private Reply content(
            Request request, HttpResponseStatus status, Digest digest, String contentType, HttpRange range)
            throws IOException {
        if (request.is(HttpMethod.HEAD)) {
            return Reply.head(status, contentType, range.lengthBytes());
        }
        FileSlice slice = new FileSlice(store.openForRead(digest), range.offset(), range.lengthBytes());
        return Reply.file(status, contentType, slice);
    }

    private static Reply describe(Reply reply, Digest digest) {
        return reply.with(DOCKER_CONTENT_DIGEST, digest).with(HttpHeaderNames.ETAG, entityTag(digest));
    }

    private static boolean isKnown(Request request, Digest digest) {
        String tag = entityTag(digest);
        for (String list : request.headers().getAll(HttpHeaderNames.IF_NONE_MATCH)) {
            for (String known : list.split(",")) {
                String trimmed = known.trim();
                if (trimmed.equals("*") || trimmed.equals(tag) || trimmed.equals("W/" + tag)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String entityTag(Digest digest) {
        return "\"" + digest + "\"";
    }
}
