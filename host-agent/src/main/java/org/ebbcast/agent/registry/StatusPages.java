package org.ebbcast.agent.registry;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.ebbcast.agent.http.Exchange;
import org.ebbcast.agent.http.HttpService;
import org.ebbcast.agent.http.Reply;
import org.ebbcast.agent.http.Request;
import org.ebbcast.agent.metrics.Metrics;

/** {@code /healthz}, {@code /readyz} and {@code /metrics} in front of another service. */
final class StatusPages implements HttpService {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpService next;
    private final Metrics metrics;
    private final Supplier<Optional<String>> unreadiness;

    /** @param unreadiness why the agent is not ready to take part in a distribution; empty if it is */
    StatusPages(HttpService next, Metrics metrics, Supplier<Optional<String>> unreadiness) {
        this.next = next;
        this.metrics = metrics;
        this.unreadiness = unreadiness;
    }

    @Override
    public Exchange begin(Request request) throws IOException {
        return switch (request.path()) {
            case "/healthz" -> page(request, () -> Reply.text(HttpResponseStatus.OK, TEXT, "ok\n"));
            case "/readyz" -> page(request, this::readiness);
            case "/metrics" -> page(
                    request,
                    () -> Reply.text(
                            HttpResponseStatus.OK, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()));
            default -> next.begin(request);
        };
    }

    private static Exchange page(Request request, Supplier<Reply> reply) {
        return Exchange.of(() -> {
            if (!request.isRead()) {
                return Reply.empty(HttpResponseStatus.METHOD_NOT_ALLOWED).with(HttpHeaderNames.ALLOW, "GET, HEAD");
            }
            return reply.get();
        });
    }

    private Reply readiness() {
        return unreadiness
                .get()
                .map(why -> Reply.text(HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, why + "\n"))
                .orElseGet(() -> Reply.text(HttpResponseStatus.OK, TEXT, "ready\n"));
    }

    @Override
    public Reply explain(Exception failure) {
        return next.explain(failure);
    }
}
