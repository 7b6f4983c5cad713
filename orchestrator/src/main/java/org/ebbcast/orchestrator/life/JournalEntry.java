package org.ebbcast.orchestrator.life;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.Amounts;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.orchestrator.view.ImportState;
import org.ebbcast.orchestrator.view.ImportView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.Policy;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.orchestrator.view.TargetView;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.HostId;

/** One distribution in the journal: its intent and, once it is over, how it ended. JSON. Immutable. */
final class JournalEntry {
    static final String PREFIX = "d-";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "1";

    private final DistributionId id;
    private final Intent intent;
    private final List<HostId> hosts;
    private final boolean targetsAreAll;
    private final boolean paused;
    private final Instant createdAt;
    private final Optional<DistributionView> ended;

    private JournalEntry(
            DistributionId id,
            Intent intent,
            List<HostId> hosts,
            boolean targetsAreAll,
            boolean paused,
            Instant createdAt,
            Optional<DistributionView> ended) {
        this.id = id;
        this.intent = intent;
        this.hosts = hosts;
        this.targetsAreAll = targetsAreAll;
        this.paused = paused;
        this.createdAt = createdAt;
        this.ended = ended;
    }

    static JournalEntry live(
            DistributionId id,
            Intent intent,
            List<HostId> hosts,
            boolean targetsAreAll,
            boolean paused,
            Instant createdAt) {
        return new JournalEntry(id, intent, hosts, targetsAreAll, paused, createdAt, Optional.empty());
    }

    static JournalEntry over(DistributionView view, List<HostId> hosts, boolean targetsAreAll) {
        return new JournalEntry(
                view.id(), view.intent(), hosts, targetsAreAll, false, view.createdAt(), Optional.of(view));
    }

    static String key(DistributionId id) {
        return id.toString();
    }

    DistributionId id() {
        return id;
    }

    Intent intent() {
        return intent;
    }

    /** Targets as the intent named them when it came; once over, hosts that have yet to forget it. */
    List<HostId> hosts() {
        return hosts;
    }

    boolean targetsAreAll() {
        return targetsAreAll;
    }

    boolean paused() {
        return paused;
    }

    Instant createdAt() {
        return createdAt;
    }

    boolean isOver() {
        return ended.isPresent();
    }

    /** How it ended; without trees and events. */
    DistributionView view() {
        return ended.orElseThrow(() -> new IllegalStateException(id + " is not over"));
    }

    byte[] encode() {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", VERSION).put("number", id.number()).put("image", intent.image());
        ArrayNode sources = json.putArray("sources");
        intent.sources().forEach(host -> sources.add(host.toString()));
        ArrayNode targets = json.putArray("targets");
        intent.targets().forEach(targets::add);
        ArrayNode names = json.putArray("hosts");
        hosts.forEach(host -> names.add(host.toString()));
        json.put("targetsAreAll", targetsAreAll);
        json.put("importIntoDocker", intent.importIntoDocker()).put("encrypt", intent.encrypt());
        json.put("createdAt", createdAt.toString()).put("paused", paused);
        encode(intent.policy(), json);
        ended.ifPresent(view -> json.set("ended", encode(view)));
        return bytes(json);
    }

    private static void encode(Policy policy, ObjectNode json) {
        policy.maxRateBitsPerSecond().ifPresent(rate -> json.put("maxRateBitsPerSecond", rate));
        policy.notBefore().ifPresent(at -> json.put("notBefore", at.toString()));
        policy.notAfter().ifPresent(at -> json.put("notAfter", at.toString()));
        json.put("priority", policy.priority());
    }

    /** An entry of a version that knew no policies has none. */
    private static Policy policy(JsonNode json) {
        JsonNode rate = json.get("maxRateBitsPerSecond");
        return Policy.of(
                rate == null ? OptionalLong.empty() : OptionalLong.of(rate.asLong()),
                Optional.ofNullable(json.get("notBefore")).map(at -> Instant.parse(at.asText())),
                Optional.ofNullable(json.get("notAfter")).map(at -> Instant.parse(at.asText())),
                json.path("priority").asDouble(1));
    }

    private static ObjectNode encode(DistributionView view) {
        ObjectNode json = JSON.createObjectNode();
        json.put("state", view.state().name()).put("detail", view.detail()).put("seconds", view.secondsElapsed());
        view.reason().ifPresent(reason -> json.put("reason", reason.name()));
        view.image().ifPresent(image -> json.put("image", image));
        view.manifest().ifPresent(manifest -> json.put("manifest", manifest.toString()));
        ArrayNode sources = json.putArray("sources");
        view.sources().forEach(host -> sources.add(host.toString()));
        json.put("bytesToSend", view.amounts().bytesToSend());
        json.put("wireBytesSent", view.amounts().wireBytesSent());
        json.put("repairBytes", view.amounts().repairBytes());
        ArrayNode targets = json.putArray("targets");
        view.targets().forEach(t -> {
            ObjectNode target = targets.addObject();
            target.put("host", t.host().toString()).put("state", t.state().name()).put("detail", t.detail());
            t.reason().ifPresent(reason -> target.put("reason", reason.name()));
            t.relayedBy().ifPresent(parent -> target.put("relayedBy", parent.toString()));
            t.secondsToVerified().ifPresent(seconds -> target.put("seconds", seconds));
            target.put("bytesTotal", t.bytesTotal()).put("bytesVerified", t.bytesVerified());
            target.put("multicastBytes", t.multicastBytes()).put("repairBytes", t.repairBytes());
            target.put("import", t.imported().state().name());
            target.put("importSeconds", t.imported().seconds()).put("importDetail", t.imported().detail());
        });
        return json;
    }

    /** @throws IllegalArgumentException saying what is wrong with the bytes */
    static JournalEntry decode(byte[] value) {
        JsonNode json = read(value);
        DistributionId id = DistributionId.of(required(json, "number").asInt());
        Intent intent = Intent.of(
                required(json, "image").asText(),
                hosts(required(json, "sources")),
                texts(required(json, "targets")),
                required(json, "importIntoDocker").asBoolean(),
                policy(json))
                .withEncryption(json.path("encrypt").asBoolean());
        Instant createdAt = Instant.parse(required(json, "createdAt").asText());
        Optional<DistributionView> ended =
                Optional.ofNullable(json.get("ended")).map(e -> ended(id, intent, createdAt, e));
        return new JournalEntry(
                id,
                intent,
                hosts(required(json, "hosts")),
                required(json, "targetsAreAll").asBoolean(),
                json.path("paused").asBoolean(),
                createdAt,
                ended);
    }

    private static DistributionView ended(DistributionId id, Intent intent, Instant createdAt, JsonNode json) {
        List<TargetView> targets = new ArrayList<>();
        required(json, "targets").forEach(t -> targets.add(TargetView.of(
                HostId.of(required(t, "host").asText()),
                TargetState.valueOf(required(t, "state").asText()),
                Optional.ofNullable(t.get("reason")).map(r -> FailureReason.valueOf(r.asText())),
                required(t, "detail").asText(),
                required(t, "bytesTotal").asLong(),
                required(t, "bytesVerified").asLong(),
                required(t, "multicastBytes").asLong(),
                required(t, "repairBytes").asLong(),
                Optional.ofNullable(t.get("relayedBy")).map(h -> HostId.of(h.asText())),
                Optional.ofNullable(t.get("seconds")).map(JsonNode::asDouble),
                ImportView.of(
                        ImportState.valueOf(required(t, "import").asText()),
                        required(t, "importSeconds").asDouble(),
                        required(t, "importDetail").asText()))));
        Amounts amounts = Amounts.of(
                required(json, "bytesToSend").asLong(),
                required(json, "wireBytesSent").asLong(),
                required(json, "repairBytes").asLong(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return DistributionView.of(
                id,
                1,
                intent,
                Optional.ofNullable(json.get("image")).map(JsonNode::asText),
                Optional.ofNullable(json.get("manifest")).map(m -> Digest.parse(m.asText())),
                DistributionState.valueOf(required(json, "state").asText()),
                Optional.ofNullable(json.get("reason")).map(r -> FailureReason.valueOf(r.asText())),
                required(json, "detail").asText(),
                hosts(required(json, "sources")),
                createdAt,
                required(json, "seconds").asDouble(),
                amounts,
                List.of(),
                targets,
                List.of());
    }

    private static JsonNode required(JsonNode json, String field) {
        JsonNode found = json.get(field);
        if (found == null || found.isNull()) {
            throw new IllegalArgumentException("field '" + field + "' is missing");
        }
        return found;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<HostId> hosts(JsonNode array) {
        return texts(array).stream().map(HostId::of).collect(Collectors.toList());
    }

    private static JsonNode read(byte[] value) {
        try {
            JsonNode json = JSON.readTree(value);
            if (json == null || !VERSION.equals(json.path("version").asText())) {
                throw new IllegalArgumentException("it is no entry of version " + VERSION);
            }
            return json;
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot encode a journal entry", e);
        }
    }

    /** Counters that must not go back. Immutable. */
    static final class Numbers {
        static final String KEY = "numbers";
        static final Numbers NONE = new Numbers(0, 0, 0);

        private final int life;
        private final int distribution;
        private final int shipments;

        private Numbers(int life, int distribution, int shipments) {
            this.life = life;
            this.distribution = distribution;
            this.shipments = shipments;
        }

        static Numbers of(int life, int distribution, int shipments) {
            return new Numbers(life, distribution, shipments);
        }

        /** How many controllers have used this journal. */
        int life() {
            return life;
        }

        /** The last distribution number given. */
        int distribution() {
            return distribution;
        }

        /** Shipment numbers below are used or reserved. */
        int shipments() {
            return shipments;
        }

        byte[] encode() {
            return bytes(JSON.createObjectNode()
                    .put("version", VERSION)
                    .put("life", life)
                    .put("distribution", distribution)
                    .put("shipments", shipments));
        }

        /** @throws IllegalArgumentException saying what is wrong with the bytes */
        static Numbers decode(byte[] value) {
            JsonNode json = read(value);
            return new Numbers(
                    required(json, "life").asInt(),
                    required(json, "distribution").asInt(),
                    required(json, "shipments").asInt());
        }
    }
}
