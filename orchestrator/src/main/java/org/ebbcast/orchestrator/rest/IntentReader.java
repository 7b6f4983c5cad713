package org.ebbcast.orchestrator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.Policy;
import org.ebbcast.protocol.HostId;
import org.jspecify.annotations.Nullable;

/** Reads an intent strictly: what it does not know it refuses by name. */
final class IntentReader {
    private static final List<String> FIELDS = List.of(
            "image",
            "sources",
            "targets",
            "importIntoDocker",
            "encrypt",
            "maxRateBitsPerSecond",
            "notBefore",
            "notAfter",
            "priority");
    private static final int MAX_NAMES = 10_000;

    private IntentReader() {}

    /** @throws Problem naming the field and the value */
    static Intent read(ObjectNode json) {
        json.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw Problem.badRequest("unknown field", name, "unknown field '" + name
                        + "'; an intent has " + String.join(", ", FIELDS));
            }
        });
        JsonNode image = json.get("image");
        if (image == null || !image.isTextual()) {
            throw wrong("image", image, "a reference such as demo/app:v1");
        }
        if (!json.has("targets")) {
            throw wrong("targets", null, "a list of hosts, label=value selectors, or all");
        }
        boolean docker = flag(json, "importIntoDocker");
        boolean encrypt = flag(json, "encrypt");
        Policy policy = PolicyJson.read(json);
        try {
            return Intent.of(
                    image.asText(),
                    hosts(names(json, "sources")),
                    names(json, "targets"),
                    docker,
                    policy)
                    .withEncryption(encrypt);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("the request makes no sense", offending(json), e.getMessage());
        }
    }

    private static boolean flag(ObjectNode json, String field) {
        JsonNode value = json.get(field);
        if (value != null && !value.isBoolean()) {
            throw wrong(field, value, "true or false");
        }
        return value != null && value.asBoolean();
    }

    private static String offending(ObjectNode json) {
        return json.get("targets").isEmpty() ? "[]" : json.get("image").asText();
    }

    private static List<String> names(ObjectNode json, String field) {
        JsonNode array = json.get(field);
        if (array == null) {
            return List.of();
        }
        if (!array.isArray() || array.size() > MAX_NAMES) {
            throw wrong(field, array, "a list of at most " + MAX_NAMES + " names");
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : array) {
            if (!name.isTextual() || name.asText().isBlank()) {
                throw wrong(field, name, "names as text");
            }
            names.add(name.asText());
        }
        return names;
    }

    private static List<HostId> hosts(List<String> names) {
        List<HostId> hosts = new ArrayList<>();
        for (String name : names) {
            try {
                hosts.add(HostId.of(name));
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest("the request makes no sense", name, "field 'sources': " + e.getMessage());
            }
        }
        return hosts;
    }

    static Problem wrong(String field, @Nullable JsonNode value, String expected) {
        String shown = value == null ? "" : value.toString();
        String clipped = shown.length() > 200 ? shown.substring(0, 200) + "…" : shown;
        return Problem.badRequest(
                value == null ? "missing field" : "wrong value",
                clipped,
                "field '" + field + "' is " + (value == null ? "missing" : clipped) + ", expected " + expected);
    }
}
