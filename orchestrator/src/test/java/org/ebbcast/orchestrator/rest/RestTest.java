package org.ebbcast.orchestrator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.ebbcast.orchestrator.sim.SimWorld;
import org.ebbcast.protocol.BlobDescriptor;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The resources in a real JAX-RS runtime, over the simulated datacenter. */
final class RestTest {
    private static final List<BlobDescriptor> APP = SimWorld.image("app", 2_000, 1_000_000);
    private static final URI BASE = URI.create("http://127.0.0.1/");

    private final SimWorld world = new SimWorld(3, 1, 2, 2, 20_000_000, Map.of());
    private final ApplicationHandler handler;

    RestTest() {
        world.agent("h1").hold("demo/app:v1", APP);
        world.loop().run(3);
        ResourceConfig config = new ResourceConfig();
        Resources.singletons(world.orchestrator()).forEach(config::register);
        handler = new ApplicationHandler(config);
    }

    /** A request runs on a thread of its own while this one serves the loop; virtual time stands still. */
    private ContainerResponse call(String method, String path, String body) throws Exception {
        ContainerRequest request =
                new ContainerRequest(BASE, BASE.resolve(path), method, null, new MapPropertiesDelegate(), null);
        request.setEntityStream(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        CompletableFuture<ContainerResponse> answer = CompletableFuture.supplyAsync(() -> handle(request));
        while (!answer.isDone()) {
            world.loop().run(0);
            Thread.onSpinWait();
        }
        return answer.get();
    }

    private ContainerResponse handle(ContainerRequest request) {
        try {
            return handler.apply(request).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(ContainerResponse response) throws Exception {
        return new ObjectMapper().readTree((String) response.getEntity());
    }

    private static String type(ContainerResponse response) {
        return response.getMediaType().toString();
    }

    @Test
    void distribution_submittedOverRest_isServedUntilDone() throws Exception {
        ContainerResponse created =
                call("POST", "v1/distributions", "{\"image\":\"demo/app:v1\",\"targets\":[\"all\"]}");
        assertThat(created.getStatus()).isEqualTo(201);
        assertThat(created.getHeaderString("Location")).endsWith("v1/distributions/d-1");
        assertThat(json(created).get("id").asText()).isEqualTo("d-1");
        world.loop().run(10);
        JsonNode done = json(call("GET", "v1/distributions/d-1", ""));
        assertThat(done.get("state").asText()).isEqualTo("COMPLETED");
        assertThat(done.get("targets")).hasSize(3);
        assertThat(done.get("targets").get(0).get("secondsToVerified").asDouble()).isPositive();
        assertThat(json(call("GET", "v1/distributions", ""))).hasSize(1);
        assertThat(call("DELETE", "v1/distributions/d-1", "").getStatus()).isEqualTo(409);
        JsonNode rules = json(call("GET", "v1/rules", ""));
        assertThat(rules.get("flows")).isEmpty();
        assertThat(rules.get("groups")).isEmpty();
    }

    @Test
    void distribution_running_isCancelledByDelete() throws Exception {
        call("POST", "v1/distributions", "{\"image\":\"demo/app:v1\",\"targets\":[\"h2\",\"rack=r2\"]}");
        assertThat(call("DELETE", "v1/distributions/d-1", "").getStatus()).isEqualTo(202);
        world.loop().run(1);
        assertThat(json(call("GET", "v1/distributions/d-1", "")).get("state").asText()).isEqualTo("CANCELLED");
    }

    @Test
    void distribution_pausedAndResumed_showsItsPolicyAndGoesOn() throws Exception {
        JsonNode created = json(call(
                "POST",
                "v1/distributions",
                "{\"image\":\"demo/app:v1\",\"targets\":[\"h2\"],\"maxRateBitsPerSecond\":1000000,\"priority\":2}"));
        assertThat(created.get("maxRateBitsPerSecond").asLong()).isEqualTo(1_000_000);
        assertThat(created.get("priority").asDouble()).isEqualTo(2);
        assertThat(created.get("notAfter").isNull()).isTrue();
        ContainerResponse paused = call("POST", "v1/distributions/d-1/pause", "");
        assertThat(paused.getStatus()).isEqualTo(202);
        assertThat(json(paused).get("state").asText()).isEqualTo("PAUSED");
        world.loop().run(10);
        assertThat(json(call("GET", "v1/distributions/d-1", "")).get("state").asText()).isEqualTo("PAUSED");
        assertThat(call("POST", "v1/distributions/d-1/resume", "").getStatus()).isEqualTo(202);
        world.loop().run(15);
        assertThat(json(call("GET", "v1/distributions/d-1", "")).get("state").asText()).isEqualTo("COMPLETED");
        assertThat(call("POST", "v1/distributions/d-1/pause", "").getStatus()).isEqualTo(409);
        assertThat(call("POST", "v1/distributions/d-9/resume", "").getStatus()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "{\"image\":\"demo/app:v1\",\"targets\":[]}|400|[]|'targets' names no target",
                "{\"image\":\"demo/app:v1\",\"targets\":[\"h22\"]}|400|h22|did you mean h2",
                "{\"image\":\"demo/app:v1\",\"sources\":[\"h1\"],\"targets\":[\"h1\"]}|400|h1|both source and target",
                "{\"image\":\"demo/app:v1\",\"target\":[\"h1\"]}|400|target|unknown field 'target'",
                "{\"image\":7,\"targets\":[\"h1\"]}|400|7|field 'image' is 7",
                "{\"targets\":[\"h1\"]}|400||field 'image' is missing",
                "{\"image\":\"a\",\"targets\":\"h1\"}|400|\"h1\"|expected a list",
                "{\"image\":\"a\",\"targets\":[\"rack=r9\"]}|400|rack=r9|rack=r1, rack=r2",
                "{\"image\":\"a\",\"targets\":[\"h2\"]|400||line 1, column",
                "[1]|400||must be a JSON object",
                "{\"image\":\"a\",\"targets\":[\"h2\"],\"maxRateBitsPerSecond\":5}|400|5|at least 1000 bits per second",
                "{\"image\":\"a\",\"targets\":[\"h2\"],\"maxRateBitsPerSecond\":\"5M\"}|400|\"5M\"|whole number of bits",
                "{\"image\":\"a\",\"targets\":[\"h2\"],\"priority\":0}|400|0|from 0.01 to 100",
                "{\"image\":\"a\",\"targets\":[\"h2\"],\"notBefore\":\"noon\"}|400|\"noon\"|RFC 3339",
                "{\"image\":\"a\",\"targets\":[\"h2\"],\"notBefore\":\"2030-01-02T00:00:00Z\","
                        + "\"notAfter\":\"2030-01-01T00:00:00Z\"}|400|2030-01-01T00:00:00Z|not after notBefore",
                "{\"image\":\"a\",\"targets\":[\"h2\"],\"notAfter\":\"1999-01-01T00:00:00Z\"}"
                        + "|400|1999-01-01T00:00:00Z|give a later time",
                "{\"image\":\"a\",\"image\":\"b\",\"targets\":[\"h2\"]}|400||Duplicate field",
            })
    void intent_thatMakesNoSense_isAnsweredWithWhatIsWrong(String body, int status, String value, String detail)
            throws Exception {
        ContainerResponse response = call("POST", "v1/distributions", body);
        assertThat(response.getStatus()).as(body).isEqualTo(status);
        assertThat(type(response)).isEqualTo("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("detail").asText()).contains(detail);
        assertThat(problem.path("value").asText()).isEqualTo(value == null ? "" : value);
    }

    @Test
    void body_largerThanTheLimit_isRefusedUnread() throws Exception {
        ContainerResponse response = call("POST", "v1/distributions", " ".repeat(70_000));
        assertThat(response.getStatus()).isEqualTo(413);
    }

    @Test
    void distribution_unknown_is404() throws Exception {
        for (String id : List.of("d-9", "nonsense", "d-99999999999")) {
            ContainerResponse response = call("GET", "v1/distributions/" + id, "");
            assertThat(response.getStatus()).isEqualTo(404);
            assertThat(json(response).get("value").asText()).isEqualTo(id);
        }
        assertThat(call("DELETE", "v1/distributions/d-9", "").getStatus()).isEqualTo(404);
        assertThat(type(call("GET", "v1/nothing", ""))).isEqualTo("application/problem+json");
        assertThat(call("PUT", "v1/agents", "{}").getStatus()).isEqualTo(405);
    }

    @Test
    void image_thatNobodyHas_endsAsFailedWithWhoWasAsked() throws Exception {
        call("POST", "v1/distributions", "{\"image\":\"demo/none:v1\",\"targets\":[\"h2\"]}");
        world.loop().run(1);
        JsonNode failed = json(call("GET", "v1/distributions/d-1", ""));
        assertThat(failed.get("state").asText()).isEqualTo("FAILED");
        assertThat(failed.get("reason").asText()).isEqualTo("IMAGE_NOT_FOUND");
        assertThat(failed.get("detail").asText()).contains("demo/none:v1", "h1", "h4");
    }

    @Test
    void fabric_isServedWithLoads() throws Exception {
        JsonNode topology = json(call("GET", "v1/topology", ""));
        assertThat(topology.get("switches")).hasSize(3);
        assertThat(topology.get("hosts")).hasSize(4);
        assertThat(topology.get("links")).hasSize(4 + 8);
        assertThat(topology.get("links").get(0).get("idleBitsPerSecond").asLong()).isEqualTo(19_400_000);
        assertThat(json(call("GET", "v1/agents", "")).get(0).get("attachedTo").get("port").asInt()).isEqualTo(1);
        JsonNode health = json(call("GET", "v1/health", ""));
        assertThat(health.get("status").asText()).isEqualTo("UP");
        assertThat(health.get("links").asInt()).isEqualTo(2);
        assertThat(health.get("agents").asInt()).isEqualTo(4);
        assertThat((String) call("GET", "v1/metrics", "").getEntity())
                .contains("ebbcast_agents_connected 4", "ebbcast_distributions{state=\"STREAMING\"} 0");
    }

    @Test
    void waitMillis_outOfRange_isRefused() throws Exception {
        assertThat(call("GET", "v1/distributions/d-1?waitMillis=-1", "").getStatus()).isEqualTo(400);
        assertThat(call("GET", "v1/distributions/d-1?waitMillis=1e9", "").getStatus()).isEqualTo(400);
    }
}
