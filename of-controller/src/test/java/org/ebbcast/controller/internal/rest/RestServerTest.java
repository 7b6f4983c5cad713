package org.ebbcast.controller.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestServerTest {
    private final List<OptionalLong> capacities = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private RestServer server;

    @BeforeEach
    void start() throws IOException {
        server = RestServer.start(
                new InetSocketAddress("127.0.0.1", 0),
                Optional.of("secret"),
                List.of(new CapacityResource(capacities::add)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> put(HttpRequest.BodyPublisher body, String authorization) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri("/v1/topology/capacity"))
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/json")
                        .PUT(body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String body) throws Exception {
        return put(HttpRequest.BodyPublishers.ofString(body), "Bearer secret");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.localAddress().getPort() + path);
    }

    private static void assertProblem(HttpResponse<String> response, int status, String part) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body()).contains("\"status\":" + status).contains(part);
    }

    @Test
    void capacity_goodValue_isTaken() throws Exception {
        assertThat(put("{\"capacityBitsPerSecond\":5000000}").statusCode()).isEqualTo(200);
        assertThat(put("{\"capacityBitsPerSecond\":null}").statusCode()).isEqualTo(200);
        assertThat(capacities).containsExactly(OptionalLong.of(5_000_000), OptionalLong.empty());
    }

    @Test
    void capacity_badValue_isNamed() throws Exception {
        assertProblem(put("{\"capacityBitsPerSecond\":-5}"), 400, "-5");
        assertProblem(put("{\"capacityBitsPerSecond\":\"fast\"}"), 400, "fast");
        assertProblem(put("{}"), 400, "capacityBitsPerSecond");
        assertProblem(put("{\"capacity"), 400, "JSON");
        assertProblem(put(""), 400, "capacityBitsPerSecond");
        assertThat(capacities).isEmpty();
    }

    @Test
    void write_withoutToken_isRefused() throws Exception {
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString("{\"capacityBitsPerSecond\":5}");
        assertProblem(put(body, "Bearer wrong"), 401, "Bearer");
        assertProblem(put(body, "Basic secret"), 401, "Bearer");
        assertThat(put(body, "bearer secret").statusCode()).isEqualTo(200);
    }

    @Test
    void body_tooLarge_isRefusedWhetherItSaysSoOrNot() throws Exception {
        byte[] large = new byte[BodyLimit.MOST_BYTES + 1];
        assertProblem(put(HttpRequest.BodyPublishers.ofByteArray(large), "Bearer secret"), 413, "bytes");
        assertProblem(
                put(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)), "Bearer secret"),
                413,
                "bytes");
    }

    @Test
    void path_unknown_isAProblem() throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(uri("/v1/nothing")).build(), HttpResponse.BodyHandlers.ofString());
        assertProblem(response, 404, "Not Found");
    }

    @Test
    void address_taken_isNamed() {
        InetSocketAddress taken = server.localAddress();
        assertThatThrownBy(() -> RestServer.start(taken, Optional.empty(), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Integer.toString(taken.getPort()));
    }
}
