package org.ebbcast.agent.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.ebbcast.agent.http.Exchange;
import org.ebbcast.agent.http.HttpService;
import org.ebbcast.agent.http.Reply;
import org.ebbcast.agent.http.Request;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.registry.Upstreams.Source;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.NoSpaceException;
import org.ebbcast.protocol.Digest;

/** OCI Distribution 1.1 over a store. Thread-safe. */
final class RegistryService implements HttpService {
    private final ObjectMapper json = new ObjectMapper();
    private final BlobStore store;
    private final Contents contents;
    private final Manifests manifests;
    private final Uploads uploads;
    private final Listings listings;
    private final PullThrough upstream;

    RegistryService(
            BlobStore store, Upstreams upstreams, RackNeighbours neighbours, Metrics metrics, InstantSource time) {
        this.store = store;
        contents = new Contents(store);
        manifests = new Manifests(store, contents, time);
        uploads = new Uploads(store, time);
        listings = new Listings(store);
        upstream = new PullThrough(store, contents, upstreams, neighbours, metrics);
    }

    int openUploads() {
        return uploads.openCount();
    }

    void close() throws IOException {
        upstream.close();
        uploads.close();
    }

    @Override
    public Exchange begin(Request request) throws IOException {
        Route route = Route.of(request.path())
                .orElseThrow(() -> RegistryCode.UNSUPPORTED.because(
                        HttpResponseStatus.NOT_FOUND, "there is nothing at " + request.path()));
        return switch (route.kind()) {
            case BASE -> read(request, () -> Reply.text(HttpResponseStatus.OK, "application/json", "{}"));
            case CATALOG -> read(request, () -> listings.catalog(request));
            case TAGS -> read(request, () -> listings.tags(request, scope(request, route)));
            case REFERRERS -> read(
                    request,
                    () -> listings.referrers(request, scope(request, route), Manifests.parseDigest(route.last())));
            case MANIFEST -> manifest(request, scope(request, route), route.last());
            case BLOB -> blob(request, scope(request, route), Manifests.parseDigest(route.last()));
            case UPLOADS -> startUpload(request, scope(request, route));
            case UPLOAD -> upload(request, scope(request, route), route.last());
        };
    }

    private static Scope scope(Request request, Route route) {
        return Scope.of(route.repository(), request.parameter("ns"));
    }

    private static Exchange read(Request request, Exchange.Answer answer) {
        if (!request.isRead()) {
            throw notAllowed(request, "GET, HEAD");
        }
        return Exchange.of(answer);
    }

    private Exchange manifest(Request request, Scope scope, String reference) throws IOException {
        Optional<Source> source = upstream.source(request, scope.asked());
        if (source.isPresent() && !manifests.has(scope, reference)) {
            return Exchange.later(
                    upstream.executor(), () -> upstream.manifest(request, source.get(), reference));
        }
        if (request.isRead()) {
            return Exchange.of(() -> manifests.pull(request, scope, reference));
        }
        if (request.is(HttpMethod.PUT)) {
            return manifests.push(request, scope, reference);
        }
        if (request.is(HttpMethod.DELETE)) {
            return Exchange.of(() -> manifests.delete(scope, reference));
        }
        throw notAllowed(request, "GET, HEAD, PUT, DELETE");
    }

    private Exchange blob(Request request, Scope scope, Digest digest) {
        boolean ours = store.contains(digest) && !store.isFetched(digest);
        Optional<Source> source = upstream.source(request, scope.asked());
        if (source.isPresent() && !ours) {
            return Exchange.later(upstream.executor(), () -> upstream.blob(request, source.get(), digest));
        }
        if (request.isRead() && store.isFetched(digest)) {
            throw RegistryCode.BLOB_UNKNOWN.because("blob " + digest + " is not here");
        }
        if (request.isRead()) {
            return Exchange.of(() -> contents.range(request, digest, Contents.OCTETS));
        }
        if (request.is(HttpMethod.DELETE)) {
            return Exchange.of(() -> deleteBlob(digest));
        }
        throw notAllowed(request, "GET, HEAD, DELETE");
    }

    private Reply deleteBlob(Digest digest) throws IOException {
        return switch (store.deleteBlob(digest)) {
            case DELETED -> Reply.empty(HttpResponseStatus.ACCEPTED);
            case NOT_HERE -> throw RegistryCode.BLOB_UNKNOWN.because("blob " + digest + " is not here");
            case IN_USE -> throw RegistryCode.UNSUPPORTED.because(
                    "blob " + digest + " is part of an image; delete the image's manifest first");
        };
    }

    private Exchange startUpload(Request request, Scope scope) throws IOException {
        if (!request.is(HttpMethod.POST)) {
            throw notAllowed(request, "POST");
        }
        return uploads.start(request, scope.repository());
    }

    private Exchange upload(Request request, Scope scope, String id) {
        if (request.is(HttpMethod.PATCH)) {
            return uploads.append(request, scope.repository(), id);
        }
        if (request.is(HttpMethod.PUT)) {
            return uploads.complete(request, scope.repository(), id);
        }
        if (request.is(HttpMethod.DELETE)) {
            return Exchange.of(() -> uploads.cancel(scope.repository(), id));
        }
        if (request.isRead()) {
            return Exchange.of(() -> uploads.status(scope.repository(), id));
        }
        throw notAllowed(request, "GET, PATCH, PUT, DELETE");
    }

    private static RegistryException notAllowed(Request request, String allowed) {
        return RegistryCode.UNSUPPORTED
                .because(request.method() + " is not possible at " + request.path())
                .with(HttpHeaderNames.ALLOW, allowed);
    }

    @Override
    public Reply explain(Exception failure) {
        RegistryException refusal = refusal(failure);
        ObjectNode body = json.createObjectNode();
        body.putArray("errors")
                .addObject()
                .put("code", refusal.code().name())
                .put("message", refusal.getMessage())
                .putObject("detail");
        Reply reply = Reply.text(refusal.status(), "application/json", body.toString());
        reply.headers().add(refusal.headers());
        return reply;
    }

    private static RegistryException refusal(Exception failure) {
        if (failure instanceof RegistryException refusal) {
            return refusal;
        }
        if (failure instanceof RejectedExecutionException) {
            return RegistryCode.TOOMANYREQUESTS.because("too many requests wait for other registries; try again");
        }
        if (failure instanceof NoSpaceException) {
            return RegistryCode.DENIED.because(failure.getMessage());
        }
        String message = Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
        return RegistryCode.INTERNAL_ERROR.because(message);
    }
}
