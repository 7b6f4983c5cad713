package org.ebbcast.agent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebbcast.agent.http.Request;

/**
 * Asks other registries in a caller's name: with the caller's credentials, which are not kept, or with none. Blocking.
 * Thread-safe.
 */
final class UpstreamClient {
    /*
     * Redirects are followed here and not by the library, because the credentials must not follow to another host
     * (blobs are often stored elsewhere). A registry that wants a token also from those who have no account, as Docker
     * Hub does, gets one that was fetched without any credentials: it opens what is public.
     */
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_TOKEN_BYTES = 256 << 10;
    private static final Pattern PARAMETER = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

    private final ObjectMapper json = new ObjectMapper();
    private volatile Optional<HttpClient> client = Optional.empty();

    private record Call(HttpMethod method, URI uri, Optional<String> accept, Optional<String> authorization) {
        Call to(URI other) {
            boolean same = other.getScheme().equals(uri.getScheme()) && other.getAuthority().equals(uri.getAuthority());
            return new Call(method, other, accept, same ? authorization : Optional.empty());
        }

        Call with(String credentials) {
            return new Call(method, uri, accept, Optional.of(credentials));
        }
    }

    /** The answer as it comes, whatever its status; the caller closes its body. */
    HttpResponse<InputStream> call(HttpMethod method, URI uri, Request caller) throws IOException {
        Optional<String> accept = Optional.of(String.join(", ", caller.headers().getAll(HttpHeaderNames.ACCEPT)))
                .filter(a -> !a.isEmpty());
        Call call = new Call(method, uri, accept, caller.header(HttpHeaderNames.AUTHORIZATION));
        HttpResponse<InputStream> answer = follow(call);
        if (answer.statusCode() == 401 && call.authorization.isEmpty()) {
            Optional<String> token = publicToken(answer.headers().firstValue("WWW-Authenticate"));
            if (token.isPresent()) {
                answer.body().close();
                return follow(call.with("Bearer " + token.get()));
            }
        }
        return answer;
    }

    /** A blob from an agent of the same fleet; the answer as it comes, whatever its status. */
    HttpResponse<InputStream> neighbour(URI blob, String token) throws IOException {
        return send(new Call(HttpMethod.GET, blob, Optional.empty(), Optional.of("Bearer " + token)));
    }

    private HttpResponse<InputStream> follow(Call first) throws IOException {
        Call call = first;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpResponse<InputStream> answer = send(call);
            Optional<String> location = answer.headers().firstValue("Location");
            if (answer.statusCode() / 100 != 3 || answer.statusCode() == 304 || location.isEmpty()) {
                return answer;
            }
            answer.body().close();
            call = call.to(call.uri.resolve(location.get()));
        }
        throw new IOException("Tried to fetch " + first.uri + " but it redirects more than " + MAX_REDIRECTS + " times");
    }

    private HttpResponse<InputStream> send(Call call) throws IOException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(call.uri)
                    .method(call.method.name(), HttpRequest.BodyPublishers.noBody())
                    .timeout(ANSWER)
                    .header("User-Agent", "ebbcast");
            call.accept.ifPresent(a -> request.header("Accept", a));
            call.authorization.ifPresent(a -> request.header("Authorization", a));
            return client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IOException("Tried to ask " + call.uri.getAuthority() + " but "
                    + Optional.ofNullable(e.getMessage()).orElse(e.toString()), e);
        } catch (IllegalArgumentException e) {
            throw new IOException("Tried to ask " + call.uri + " but " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Tried to ask " + call.uri.getAuthority() + " but the agent ends", e);
        }
    }

    /** Made when it is first needed: an agent without upstreams never loads its classes. */
    private synchronized HttpClient client() {
        if (client.isEmpty()) {
            client = Optional.of(HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT)
                    .build());
        }
        return client.get();
    }

    private Optional<String> publicToken(Optional<String> challenge) throws IOException {
        if (challenge.filter(c -> c.regionMatches(true, 0, "Bearer ", 0, 7)).isEmpty()) {
            return Optional.empty();
        }
        String realm = "";
        StringBuilder query = new StringBuilder();
        Matcher parameter = PARAMETER.matcher(challenge.get());
        while (parameter.find()) {
            if (parameter.group(1).equals("realm")) {
                realm = parameter.group(2);
            } else if (List.of("service", "scope").contains(parameter.group(1))) {
                query.append(query.length() == 0 ? "?" : "&").append(parameter.group(1)).append('=')
                        .append(URLEncoder.encode(parameter.group(2), StandardCharsets.UTF_8));
            }
        }
        if (!realm.matches("https?://[^\\s]+")) {
            return Optional.empty();
        }
        HttpResponse<InputStream> answer = send(
                new Call(HttpMethod.GET, URI.create(realm + query), Optional.empty(), Optional.empty()));
        try (InputStream body = answer.body()) {
            JsonNode token = answer.statusCode() == 200 ? json.readTree(body.readNBytes(MAX_TOKEN_BYTES)) : json.nullNode();
            return Optional.ofNullable(token.path("token").textValue())
                    .or(() -> Optional.ofNullable(token.path("access_token").textValue()));
        }
    }
}
