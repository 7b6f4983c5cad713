package org.ebbcast.orchestrator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import org.ebbcast.orchestrator.view.Policy;

/** A distribution's policy as fields of its intent. */
final class PolicyJson {
    private static final String MAX_RATE = "maxRateBitsPerSecond";
    private static final String NOT_BEFORE = "notBefore";
    private static final String NOT_AFTER = "notAfter";
    private static final String PRIORITY = "priority";

    private PolicyJson() {}

    /** @throws Problem naming the field and the value */
    static Policy read(ObjectNode json) {
        OptionalLong maxRate = maxRate(json);
        Optional<Instant> notBefore = instant(json, NOT_BEFORE);
        Optional<Instant> notAfter = instant(json, NOT_AFTER);
        double priority = priority(json);
        try {
            return Policy.of(maxRate, notBefore, notAfter, priority);
        } catch (IllegalArgumentException e) {
            String field = e.getMessage().split(" ", 2)[0];
            throw Problem.badRequest("wrong value", json.path(field).asText(), e.getMessage());
        }
    }

    private static OptionalLong maxRate(ObjectNode json) {
        JsonNode rate = json.get(MAX_RATE);
        if (rate == null) {
            return OptionalLong.empty();
        }
        if (!rate.isIntegralNumber() || !rate.canConvertToLong()) {
            throw IntentReader.wrong(MAX_RATE, rate, "a whole number of bits per second");
        }
        return OptionalLong.of(rate.asLong());
    }

    private static double priority(ObjectNode json) {
        JsonNode priority = json.get(PRIORITY);
        if (priority != null && !priority.isNumber()) {
            throw IntentReader.wrong(PRIORITY, priority, "a number from 0.01 to 100; 1 is an equal part");
        }
        return priority == null ? 1 : priority.asDouble();
    }

    private static Optional<Instant> instant(ObjectNode json, String field) {
        JsonNode text = json.get(field);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text.isTextual() ? text.asText() : "").toInstant());
        } catch (DateTimeException e) {
            throw IntentReader.wrong(field, text, "a time as in RFC 3339, such as 2030-05-01T02:00:00Z");
        }
    }

    static void write(Policy policy, ObjectNode json) {
        json.put(MAX_RATE, policy.maxRateBitsPerSecond().isPresent()
                ? (Long) policy.maxRateBitsPerSecond().getAsLong()
                : null);
        json.put(NOT_BEFORE, policy.notBefore().map(Instant::toString).orElse(null));
        json.put(NOT_AFTER, policy.notAfter().map(Instant::toString).orElse(null));
        json.put(PRIORITY, policy.priority());
    }
}
