package org.ebbcast.agent.registry;

import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.ebbcast.agent.http.Exchange;
import org.ebbcast.agent.http.HttpService;
import org.ebbcast.agent.http.Reply;
import org.ebbcast.agent.http.Request;
import org.ebbcast.agent.metrics.Counter;
import org.ebbcast.agent.metrics.Metrics;

/** Counts requests and the bytes of their content, both ways. */
final class CountingService implements HttpService {
    private static final Set<HttpMethod> COUNTED =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH,
                    HttpMethod.DELETE);

    private final HttpService next;
    private final Metrics metrics;
    private final String prefix;
    private final Counter receivedBytes;
    private final Counter sentBytes;

    /** @param what names the endpoint in the metrics, such as {@code registry} */
    CountingService(HttpService next, Metrics metrics, String what) {
        this.next = next;
        this.metrics = metrics;
        prefix = "ebbcast_agent_" + what;
        receivedBytes = metrics.counter(prefix + "_received_bytes_total", "Content received in requests.");
        sentBytes = metrics.counter(prefix + "_sent_bytes_total", "Content sent in answers.");
    }

    @Override
    public Exchange begin(Request request) throws IOException {
        Exchange exchange = next.begin(request);
        return new Exchange() {
            @Override
            public void body(ByteBuffer part) throws IOException {
                receivedBytes.add(part.remaining());
                exchange.body(part);
            }

            @Override
            public Reply finish() throws IOException {
                return count(request.method(), exchange.finish());
            }

            @Override
            public CompletionStage<Reply> finishLater() throws IOException {
                return exchange.finishLater().thenApply(reply -> count(request.method(), reply));
            }

            @Override
            public void close() throws IOException {
                exchange.close();
            }
        };
    }

    private Reply count(HttpMethod method, Reply reply) {
        String name = COUNTED.contains(method) ? method.name() : "other";
        String code = Integer.toString(reply.status().code());
        metrics.counter(prefix + "_requests_total", "Requests answered.", Map.of("method", name, "code", code))
                .increment();
        sentBytes.add(reply.content().length + reply.file().map(f -> f.lengthBytes()).orElse(0L)
                + reply.growing().map(f -> reply.lengthBytes()).orElse(0L));
        return reply;
    }

    @Override
    public Reply explain(Exception failure) {
        Reply reply = next.explain(failure);
        metrics.counter(
                        prefix + "_refusals_total",
                        "Requests refused or failed.",
                        Map.of("code", Integer.toString(reply.status().code())))
                .increment();
        return reply;
    }
}
