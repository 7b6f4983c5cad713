package org.ebbcast.orchestrator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.ws.rs.HttpMethod;
import javax.ws.rs.Path;
import org.ebbcast.orchestrator.view.Amounts;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.EventView;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.orchestrator.view.ImportState;
import org.ebbcast.orchestrator.view.ImportView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.orchestrator.view.TargetView;
import org.ebbcast.orchestrator.view.TreeView;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.Ipv4Address;
import org.junit.jupiter.api.Test;

/** The document says what the resource classes do, no more and no less. */
final class OpenApiTest {
    private final JsonNode document;

    OpenApiTest() throws IOException {
        try (InputStream file = StatusResource.class.getResourceAsStream("openapi.json")) {
            document = new ObjectMapper().readTree(file);
        }
    }

    @Test
    void document_pathsAndMethods_areThoseOfTheResources() {
        Set<String> served = new TreeSet<>();
        for (Class<?> resource : Resources.classes()) {
            Path base = resource.getAnnotation(Path.class);
            for (Method method : base == null ? new Method[0] : resource.getDeclaredMethods()) {
                Path path = method.getAnnotation(Path.class);
                Arrays.stream(method.getAnnotations())
                        .map(a -> a.annotationType().getAnnotation(HttpMethod.class))
                        .filter(a -> a != null)
                        .forEach(a -> served.add(
                                a.value() + " /" + base.value() + (path == null ? "" : "/" + path.value())));
            }
        }
        Set<String> described = new TreeSet<>();
        document.get("paths").fields().forEachRemaining(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(described).isEqualTo(served);
    }

    @Test
    void document_enums_areThoseOfTheCode() {
        assertThat(texts(property("Distribution", "state").get("enum")))
                .isEqualTo(names(DistributionState.values()));
        assertThat(texts(property("Target", "state").get("enum"))).isEqualTo(names(TargetState.values()));
        assertThat(texts(property("Target", "reason").get("enum"))).isEqualTo(names(FailureReason.values()));
    }

    @Test
    void document_fields_areThoseOfTheJson() {
        HostId host = HostId.of("h1");
        TreeView tree = TreeView.of(0, 1, host, Ipv4Address.parse("239.192.0.0"), 1, 0, 1, List.of(host), List.of());
        ImportView imported = ImportView.of(ImportState.NONE, 0, "");
        TargetView target = TargetView.of(
                host, TargetState.DONE, Optional.empty(), "", 1, 1, 1, 0, Optional.empty(), Optional.of(1.0), imported);
        DistributionView view = DistributionView.of(
                DistributionId.of(1),
                1,
                Intent.of("a", List.of(), List.of("all"), false),
                Optional.empty(),
                Optional.empty(),
                DistributionState.COMPLETED,
                Optional.empty(),
                "",
                List.of(),
                Instant.EPOCH,
                1,
                Amounts.of(1, 1, 0, Optional.empty(), Optional.empty(), Optional.empty()),
                List.of(tree),
                List.of(target),
                List.of(EventView.of(0, "x")));
        ObjectNode json = DistributionJson.of(view);
        assertThat(fields(json)).isEqualTo(required("Distribution"));
        assertThat(fields(json.get("trees").get(0))).isEqualTo(required("Tree"));
        assertThat(fields(json.get("targets").get(0))).isEqualTo(required("Target"));
        assertThat(fields(json.get("events").get(0))).isEqualTo(required("Event"));
    }

    private JsonNode property(String schema, String name) {
        return document.at("/components/schemas/" + schema + "/properties/" + name);
    }

    private Set<String> required(String schema) {
        return new TreeSet<>(texts(document.at("/components/schemas/" + schema + "/required")));
    }

    private static Set<String> fields(JsonNode json) {
        Set<String> names = new TreeSet<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).collect(Collectors.toList());
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).collect(Collectors.toList());
    }
}
