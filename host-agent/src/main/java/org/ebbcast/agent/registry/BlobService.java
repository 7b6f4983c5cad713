package org.ebbcast.agent.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebbcast.agent.http.Exchange;
import org.ebbcast.agent.http.FileSlice;
import org.ebbcast.agent.http.HttpRange;
import org.ebbcast.agent.http.HttpService;
import org.ebbcast.agent.http.Reply;
import org.ebbcast.agent.http.Request;
import org.ebbcast.agent.seal.SealedRange;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.protocol.Digest;

/**
 * {@code GET /v1/blobs/<digest>} for neighbours with the shipment's token: complete blobs, and of partial ones what
 * lies wholly in verified pieces. With {@code Prefer: wait=<seconds>} (RFC 7240) the answer waits until what is asked for
 * is verified: so a relay parent passes pieces on as they come. Thread-safe.
 */
final class BlobService implements HttpService {
    private static final String PREFIX = "/v1/blobs/";
    private static final String BEARER = "bearer ";
    private static final String OCTETS = "application/octet-stream";
    private static final Pattern WAIT = Pattern.compile("(?:^|[,; ])wait ?= ?(\\d{1,4})(?:$|[,; ])");
    private static final int MAX_WAIT_SECONDS = 10;
    private static final int MAX_SEALED_BYTES = 32 << 20;

    private final ObjectMapper json = new ObjectMapper();
    private final BlobStore store;
    private final BlobAccess access;
    private final Executor workers;
    private final SecureRandom nonces = new SecureRandom();

    /** @param workers make answers that had to wait; they may block on the disk */
    BlobService(BlobStore store, BlobAccess access, Executor workers) {
        this.store = store;
        this.access = access;
        this.workers = workers;
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
        int waitSeconds = waitSeconds(request);
        return waitSeconds > 0 && request.is(HttpMethod.GET)
                ? new Waiting(request, digest, waitSeconds)
                : Exchange.of(() -> serve(request, digest));
    }

    private static int waitSeconds(Request request) {
        Matcher wait = WAIT.matcher(request.header("Prefer").orElse(""));
        return wait.find() ? Math.min(MAX_WAIT_SECONDS, Integer.parseInt(wait.group(1))) : 0;
    }

    /** An answer that waits for what is asked for; when its time is over it says what any other would. */
    private final class Waiting implements Exchange {
        private final Request request;
        private final Digest digest;
        private final int seconds;
        private CompletableFuture<Boolean> arrived = CompletableFuture.completedFuture(false);

        Waiting(Request request, Digest digest, int seconds) {
            this.request = request;
            this.digest = digest;
            this.seconds = seconds;
        }

        @Override
        public void body(ByteBuffer part) {
            // a body where none belongs is skipped
        }

        @Override
        public Reply finish() throws IOException {
            return serve(request, digest);
        }

        @Override
        public CompletionStage<Reply> finishLater() {
            arrived = store.await(digest, this::isThere);
            return arrived.completeOnTimeout(false, seconds, TimeUnit.SECONDS).thenApplyAsync(there -> {
                try {
                    return finish();
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            }, workers);
        }

        private boolean isThere() {
            OptionalLong size = store.expectedSize(digest);
            if (size.isEmpty()) {
                return false;
            }
            HttpRange range = HttpRange.of(request.header(HttpHeaderNames.RANGE), size.getAsLong());
            return range.kind() == HttpRange.Kind.UNSATISFIABLE
                    || store.isVerified(digest, range.offset(), range.lengthBytes());
        }

        /** Whoever went away is waited for no more. */
        @Override
        public void close() {
            arrived.complete(false);
        }
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
        Optional<byte[]> sealKey = access.sealKey(token(request));
        if (sealKey.isPresent()) {
            return sealed(request, digest, sealKey.get(), new FileSlice(file.get(), range.offset(), range.lengthBytes()));
        }
        boolean part = range.kind() == HttpRange.Kind.PART;
        HttpResponseStatus status = part ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK;
        Reply reply = reply(request, status, new FileSlice(file.get(), range.offset(), range.lengthBytes()));
        return part ? reply.with(HttpHeaderNames.CONTENT_RANGE, range.contentRange(size.getAsLong())) : reply;
    }

    private Reply sealed(Request request, Digest digest, byte[] key, FileSlice slice) throws IOException {
        try (FileChannel file = slice.file()) {
            if (slice.lengthBytes() > MAX_SEALED_BYTES) {
                throw new Refusal(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, slice.lengthBytes()
                        + " bytes were asked for, which is more than the " + MAX_SEALED_BYTES
                        + " that are sealed at once; ask for a shorter range");
            }
            byte[] range = new byte[(int) slice.lengthBytes() + SealedRange.OVERHEAD_BYTES];
            if (request.is(HttpMethod.HEAD)) {
                return Reply.head(HttpResponseStatus.OK, SealedRange.MEDIA_TYPE, range.length);
            }
            ByteBuffer text = ByteBuffer.wrap(range, SealedRange.TEXT_AT, (int) slice.lengthBytes());
            while (text.hasRemaining()) {
                if (file.read(text, slice.offset() + text.position() - SealedRange.TEXT_AT) < 0) {
                    throw new IOException("the file of " + digest + " ends too early");
                }
            }
            byte[] nonce = new byte[SealedRange.TEXT_AT];
            nonces.nextBytes(nonce);
            SealedRange.seal(key, digest, slice.offset(), nonce, range);
            return Reply.bytes(HttpResponseStatus.OK, SealedRange.MEDIA_TYPE, range);
        }
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
