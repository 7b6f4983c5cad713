package org.ebbcast.agent.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request without its body.
 *
 * @param path decoded, without the query
 * @param query decoded parameters
 */
public record Request(HttpMethod method, String path, Map<String, List<String>> query, HttpHeaders headers) {
    public boolean is(HttpMethod wanted) {
        return method.equals(wanted);
    }

    /** GET or HEAD. */
    public boolean isRead() {
        return is(HttpMethod.GET) || is(HttpMethod.HEAD);
    }

    /** First value of a query parameter. */
    public Optional<String> parameter(String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst();
    }

    public Optional<String> header(CharSequence name) {
        return Optional.ofNullable(headers.get(name));
    }
}
