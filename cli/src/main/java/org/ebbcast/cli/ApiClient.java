package org.ebbcast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** A controller's REST interface. Every method ends in a {@link CommandFailure} that says what was tried. */
final class ApiClient {
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;
    private final Optional<String> token;

    /** @param base such as {@code http://127.0.0.1:8080}; for an ONOS controller its {@code /onos/ebbcast} */
    ApiClient(URI base, Optional<String> token) {
        String text = base.toString();
        this.base = URI.create(text.endsWith("/") ? text : text + "/");
        this.token = token;
    }

    JsonNode get(String path) {
        return send(request(path).GET());
    }

    JsonNode post(String path, JsonNode body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    JsonNode delete(String path) {
        return send(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(address(path)).timeout(Duration.ofSeconds(60));
        token.ifPresent(secret -> builder.header("Authorization", "Bearer " + secret));
        return builder;
    }

    private URI address(String path) {
        try {
            return base.resolve(path);
        } catch (IllegalArgumentException e) {
            String name = path.substring(path.indexOf('/', path.indexOf('/') + 1) + 1);
            throw new CommandFailure(ExitCode.USAGE, "'" + name + "' is no name of anything there; an id is like d-7");
        }
    }

    private JsonNode send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        String tried = "tried " + request.method() + " " + request.uri() + " but ";
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 400) {
                throw new CommandFailure(ExitCode.REFUSED, refusal(tried, response));
            }
            return response.body().isBlank() ? JSON.nullNode() : JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new CommandFailure(ExitCode.UNREACHABLE, tried + "the answer is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE, tried + "nobody answers (" + e + "); is a controller running there?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, tried + "was interrupted");
        }
    }

    private static String refusal(String tried, HttpResponse<String> response) {
        try {
            JsonNode problem = JSON.readTree(response.body());
            if (problem.hasNonNull("detail")) {
                return problem.get("detail").asText();
            }
        } catch (JsonProcessingException e) {
            return tried + "the controller answered " + response.statusCode() + ": " + response.body();
        }
        return tried + "the controller answered " + response.statusCode();
    }
}
