package org.ebbcast.agent.registry;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.ebbcast.agent.http.Reply;
import org.ebbcast.agent.http.Request;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.registry.Upstreams.Source;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.Manifest;
import org.ebbcast.agent.store.RepositoryName;
import org.ebbcast.agent.store.Upload;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images that this host lacks, from the registries they belong to. Thread-safe; its methods block, and are to be called
 * on its {@link #executor}.
 */
final class PullThrough implements AutoCloseable {
    /*
     * Every request is put to the upstream registry in the caller's name first, also for content that is here by an
     * earlier pull: what one user may have says nothing about the next. Only then the content comes from the store, or
     * from the one fetch that is under way, or a fetch is begun. Tags are never remembered: they may have moved on.
     */
    private static final Logger log = LoggerFactory.getLogger(PullThrough.class);
    private static final int MAX_THREADS = 32;
    private static final long STALL_SECONDS = 60;

    private final BlobStore store;
    private final Contents contents;
    private final Upstreams upstreams;
    private final RackNeighbours neighbours;
    private final Metrics metrics;
    private final UpstreamClient client = new UpstreamClient();
    private final ConcurrentMap<Digest, BlobFetch> fetches = new ConcurrentHashMap<>();
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, MAX_THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "upstream");
                thread.setDaemon(true);
                return thread;
            });

    PullThrough(BlobStore store, Contents contents, Upstreams upstreams, RackNeighbours neighbours, Metrics metrics) {
        this.store = store;
        this.contents = contents;
        this.upstreams = upstreams;
        this.neighbours = neighbours;
        this.metrics = metrics;
    }

    Executor executor() {
        return threads;
    }

    Optional<Source> source(Request request, RepositoryName asked) {
        return request.isRead() && !upstreams.isEmpty()
                ? upstreams.source(asked, request.parameter("ns"))
                : Optional.empty();
    }

    /** A manifest by tag or digest. */
    Reply manifest(Request request, Source source, String reference) throws IOException {
        boolean byDigest = reference.contains(":");
        boolean here = byDigest && store.contains(Manifests.parseDigest(reference));
        HttpMethod method = here ? HttpMethod.HEAD : request.method();
        HttpResponse<InputStream> answer = ask(method, source, "manifests/" + reference, request);
        try (InputStream body = answer.body()) {
            String type = answer.headers().firstValue("Content-Type").orElse(Manifest.OCI_MANIFEST);
            if (here) {
                return contents.whole(request, Manifests.parseDigest(reference), type);
            }
            if (request.is(HttpMethod.HEAD)) {
                return described(answer, type);
            }
            byte[] content = body.readNBytes(Manifest.MAX_BYTES + 1);
            Optional<Digest> expected = (byDigest
                            ? Optional.of(reference)
                            : answer.headers().firstValue("Docker-Content-Digest"))
                    .map(Manifests::parseDigest);
            Digest digest = Digest.ofContent(
                    expected.map(Digest::algorithm).orElse(DigestAlgorithm.SHA256), content);
            if (content.length > Manifest.MAX_BYTES || !digest.equals(expected.orElse(digest))) {
                throw RegistryCode.MANIFEST_INVALID.because(HttpResponseStatus.BAD_GATEWAY, source.base()
                        + " answered for " + reference + " with " + content.length + " bytes of digest " + digest);
            }
            keep(digest, content);
            return Reply.bytes(HttpResponseStatus.OK, type, content).with(Contents.DOCKER_CONTENT_DIGEST, digest);
        }
    }

    private static Reply described(HttpResponse<InputStream> answer, String type) {
        long length = answer.headers().firstValueAsLong("Content-Length").orElse(0);
        Reply reply = Reply.head(HttpResponseStatus.OK, type, length);
        answer.headers().firstValue("Docker-Content-Digest").ifPresent(d -> reply.with(Contents.DOCKER_CONTENT_DIGEST, d));
        return reply;
    }

    private void keep(Digest digest, byte[] content) {
        try (Upload upload = store.upload(digest.algorithm())) {
            upload.append(ByteBuffer.wrap(content));
            upload.commitFetched(digest);
        } catch (IOException e) {
            log.warn("Tried to keep manifest {} but {}", digest, e.getMessage());
        }
    }

    /** A blob: from the store if it is here, otherwise as it comes. */
    Reply blob(Request request, Source source, Digest digest) throws IOException {
        if (request.is(HttpMethod.HEAD)) {
            return headOfBlob(request, source, digest);
        }
        HttpResponse<InputStream> answer = ask(HttpMethod.HEAD, source, "blobs/" + digest, request);
        answer.body().close();
        if (store.contains(digest)) {
            return contents.range(request, digest, Contents.OCTETS);
        }
        long size = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (size < 0) {
            throw RegistryCode.BLOB_UNKNOWN.because(
                    HttpResponseStatus.BAD_GATEWAY, source.base() + " does not say how large " + digest + " is");
        }
        return Reply.growing(Contents.OCTETS, fetch(request, source, digest, size), size)
                .with(Contents.DOCKER_CONTENT_DIGEST, digest);
    }

    /**
     * Tells of what is here only: clients ask before they push, and would leave out a blob that is merely upstream, or
     * give up at a refusal.
     */
    private Reply headOfBlob(Request request, Source source, Digest digest) throws IOException {
        RegistryException unknown = RegistryCode.BLOB_UNKNOWN.because("blob " + digest + " is not here");
        if (!store.contains(digest)) {
            throw unknown;
        }
        try {
            ask(HttpMethod.HEAD, source, "blobs/" + digest, request).body().close();
        } catch (RegistryException e) {
            throw unknown;
        }
        return contents.range(request, digest, Contents.OCTETS);
    }

    /** The fetch that is under way, or a new one with this caller's credentials. */
    private BlobFetch fetch(Request request, Source source, Digest digest, long sizeBytes) throws IOException {
        BlobFetch fresh = new BlobFetch(store, digest);
        BlobFetch running = fetches.putIfAbsent(digest, fresh);
        if (running != null) {
            fresh.cancel();
            return running;
        }
        try {
            threads.execute(() -> run(fresh, request, source, digest, sizeBytes));
        } catch (RuntimeException e) {
            fetches.remove(digest, fresh);
            fresh.cancel();
            throw e;
        }
        return fresh;
    }

    private void run(BlobFetch fetch, Request request, Source source, Digest digest, long sizeBytes) {
        String outcome = "failed";
        Optional<Offer> near = Optional.empty();
        try {
            near = nearOffer(digest, sizeBytes);
            Offer offer = near.isPresent()
                    ? near.get()
                    : new Offer(source.base(), ask(HttpMethod.GET, source, "blobs/" + digest, request).body());
            try (InputStream body = offer.body) {
                watch(fetch, body, 0);
                fetch.run(body);
            }
            outcome = near.isPresent() ? "from-neighbour" : "complete";
            log.info("Pulled {} of {} through from {}, {} bytes", digest, source.repository(), offer.from, sizeBytes);
        } catch (IOException | RuntimeException e) {
            near.ifPresent(o -> neighbours.forget(o.from));
            fetch.fail(new IOException(e.getMessage(), e));
            log.warn("Tried to pull {} of {} through from {} but {}", digest, source.repository(), source.base(),
                    e.getMessage());
        } finally {
            fetches.remove(digest, fetch);
            fetch.cancel();
            metrics.counter("ebbcast_agent_upstream_received_bytes_total", "Content pulled through.")
                    .add(fetch.receivedBytes());
            metrics.counter(
                            "ebbcast_agent_upstream_fetches_total",
                            "Blobs pulled through.",
                            Map.of("outcome", outcome))
                    .increment();
        }
    }

    /** Somebody who has begun to send a blob. */
    private record Offer(URI from, InputStream body) {}

    /** From the first agent of this rack that has the blob; the caller of the registry may have it, which was asked before. */
    private Optional<Offer> nearOffer(Digest digest, long sizeBytes) throws IOException {
        for (URI near : neighbours.sources()) {
            try {
                HttpResponse<InputStream> answer =
                        client.neighbour(near.resolve("/v1/blobs/" + digest), neighbours.token(digest));
                long length = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
                if (answer.statusCode() == 200 && length == sizeBytes) {
                    return Optional.of(new Offer(near, answer.body()));
                }
                answer.body().close();
            } catch (IOException e) {
                log.debug("{} cannot be asked: {}", near, e.getMessage());
                neighbours.forget(near);
            }
        }
        return Optional.empty();
    }

    /** Ends a fetch that has stood still for a minute. */
    private void watch(BlobFetch fetch, InputStream body, long beforeBytes) {
        CompletableFuture.delayedExecutor(STALL_SECONDS, TimeUnit.SECONDS).execute(() -> {
            long now = fetch.receivedBytes();
            if (!fetches.containsValue(fetch)) {
                return;
            }
            if (now > beforeBytes) {
                watch(fetch, body, now);
                return;
            }
            try {
                body.close();
            } catch (IOException e) {
                log.debug("Tried to end a fetch that stands still but {}", e.toString());
            }
        });
    }

    /** The upstream's answer if it is 200; the caller closes its body. Other answers are passed on as refusals. */
    private HttpResponse<InputStream> ask(HttpMethod method, Source source, String rest, Request caller)
            throws IOException {
        HttpResponse<InputStream> answer;
        try {
            answer = client.call(method, source.uri(rest), caller);
        } catch (IOException e) {
            String said = String.valueOf(e.getMessage());
            throw source.certain()
                    ? RegistryCode.INTERNAL_ERROR.because(HttpResponseStatus.BAD_GATEWAY, said)
                    : unknown(rest).because("not on this host, and " + said);
        }
        if (answer.statusCode() == 200) {
            return answer;
        }
        answer.body().close();
        RegistryException refusal = refusal(answer, source, rest);
        boolean asked = source.certain() || caller.header(HttpHeaderNames.AUTHORIZATION).isPresent();
        throw asked ? refusal : unknown(rest).because("not on this host, and " + refusal.getMessage());
    }

    private static RegistryCode unknown(String rest) {
        return rest.startsWith("blobs/") ? RegistryCode.BLOB_UNKNOWN : RegistryCode.MANIFEST_UNKNOWN;
    }

    private static RegistryException refusal(HttpResponse<InputStream> answer, Source source, String rest) {
        String said = source.base() + " answers " + answer.statusCode() + " for " + rest + " of " + source.repository();
        RegistryException refusal =
                switch (answer.statusCode()) {
                    case 401 -> RegistryCode.UNAUTHORIZED.because(said);
                    case 403 -> RegistryCode.DENIED.because(HttpResponseStatus.FORBIDDEN, said);
                    case 404 -> unknown(rest).because(said);
                    case 429 -> RegistryCode.TOOMANYREQUESTS.because(said);
                    default -> RegistryCode.INTERNAL_ERROR.because(HttpResponseStatus.BAD_GATEWAY, said);
                };
        answer.headers().firstValue("WWW-Authenticate").ifPresent(c -> refusal.with(HttpHeaderNames.WWW_AUTHENTICATE, c));
        answer.headers().firstValue("Retry-After").ifPresent(r -> refusal.with(HttpHeaderNames.RETRY_AFTER, r));
        return refusal;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
