package org.ebbcast.agent.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.ebbcast.agent.http.Exchange;
import org.ebbcast.agent.http.FileSlice;
import org.ebbcast.agent.http.HttpRange;
import org.ebbcast.agent.http.HttpService;
import org.ebbcast.agent.http.Reply;
import org.ebbcast.agent.http.Request;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.protocol.Digest;

/**
 * {@code GET /v1/blobs/<digest>} for neighbours with the shipment's token: complete blobs, and of partial ones what
 * lies wholly in verified pieces. Thread-safe.
 */
final class BlobService implements HttpService {
    private static final String PREFIX = "/v1/blobs/";
    private static final String BEARER = "bearer ";
    private static final String OCTETS = "application/octet-stream";

    private final ObjectMapper json = new ObjectMapper();
    private final BlobStore store;
    private final BlobAccess access;

    BlobService(BlobStore store, BlobAccess access) {
        this.store = store;
        this.access = access;
    }

    /** Why a request is refused. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient HttpResponseStatus status;

        Refusal(HttpResponseStatus status, String detail) {
            super(detail, null, false, false);
            this.status = status;
        }
    }

    @Override
    public Exchange begin(Request request) {
        if (!request.isRead()) {
            throw new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET and HEAD are possible here");
        }
        Digest digest = digest(request.path());
        if (!access.mayRead(token(request), digest)) {
            throw new Refusal(HttpResponseStatus.UNAUTHORIZED, "the bearer token does not let you read " + digest);
        }
        return Exchange.of(() -> serve(request, digest));
    }

    private static Digest digest(String path) {
        if (!path.startsWith(PREFIX)) {
            throw new Refusal(HttpResponseStatus.NOT_FOUND, "there is nothing at " + path);
        }
        try {
            return Digest.parse(path.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw new Refusal(HttpResponseStatus.BAD_REQUEST, e.getMessage());
        }
    }

    private static String token(Request request) {
        return request.header(HttpHeaderNames.AUTHORIZATION)
                .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(h -> h.substring(BEARER.length()).trim())
                .orElse("");
    }

    private Reply serve(Request request, Digest digest) throws IOException {
        OptionalLong size = store.expectedSize(digest);
        if (size.isEmpty()) {
            throw new Refusal(HttpResponseStatus.NOT_FOUND, digest + " is not here");
        }
        HttpRange range = HttpRange.of(request.header(HttpHeaderNames.RANGE), size.getAsLong());
        if (range.kind() == HttpRange.Kind.UNSATISFIABLE) {
            return Reply.empty(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                    .with(HttpHeaderNames.CONTENT_RANGE, range.contentRange(size.getAsLong()));
        }
        Optional<FileChannel> file = store.openVerified(digest, range.offset(), range.lengthBytes());
        if (file.isEmpty()) {
            throw new Refusal(HttpResponseStatus.NOT_FOUND, "not all bytes asked for of " + digest
                    + " are verified here yet");
        }
        boolean part = range.kind() == HttpRange.Kind.PART;
        HttpResponseStatus status = part ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK;
        Reply reply = reply(request, status, new FileSlice(file.get(), range.offset(), range.lengthBytes()));
        return part ? reply.with(HttpHeaderNames.CONTENT_RANGE, range.contentRange(size.getAsLong())) : reply;
    }

    private static Reply reply(Request request, HttpResponseStatus status, FileSlice slice) throws IOException {
        if (request.is(HttpMethod.HEAD)) {
            slice.file().close();
            return Reply.head(status, OCTETS, slice.lengthBytes());
        }
        return Reply.file(status, OCTETS, slice);
    }

    @Override
    public Reply explain(Exception failure) {
        HttpResponseStatus status =
                failure instanceof Refusal refusal ? refusal.status : HttpResponseStatus.INTERNAL_SERVER_ERROR;
        ObjectNode problem = json.createObjectNode()
                .put("type", "about:blank")
                .put("title", status.reasonPhrase())
                .put("status", status.code())
                .put("detail", Optional.ofNullable(failure.getMessage()).orElse(failure.toString()));
        Reply reply = Reply.text(status, "application/problem+json", problem.toString());
        return status.equals(HttpResponseStatus.UNAUTHORIZED)
                ? reply.with(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer")
                : reply;
    }
}
