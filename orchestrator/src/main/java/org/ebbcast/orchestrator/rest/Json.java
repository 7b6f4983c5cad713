package org.ebbcast.orchestrator.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;

/** JSON trees to and from text. Thread-safe. */
final class Json {
    private static final int MAX_BODY_BYTES = 64 << 10;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static String text(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write JSON", e);
        }
    }

    /**
     * The object in a request's body, of which no more than 64 KiB are read.
     *
     * @throws Problem saying where the body is malformed
     */
    static ObjectNode readObject(InputStream body) {
        byte[] bytes;
        try {
            bytes = body.readNBytes(MAX_BODY_BYTES + 1);
        } catch (IOException e) {
            throw Problem.badRequest("unreadable body", "", "Tried to read the body but " + e.getMessage());
        }
        if (bytes.length > MAX_BODY_BYTES) {
            throw new Problem(413, "body too large", "", "the body is larger than " + MAX_BODY_BYTES + " bytes");
        }
        JsonNode json = parse(bytes);
        if (json == null || !json.isObject()) {
            throw Problem.badRequest("malformed JSON", "", "the body must be a JSON object");
        }
        return (ObjectNode) json;
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
            throw Problem.badRequest(
                    "malformed JSON", "", "the body is not JSON" + where + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Problem.badRequest("malformed JSON", "", "the body is not JSON: " + e.getMessage());
        }
    }
}
