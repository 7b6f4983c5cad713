package org.ebbcast.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OPTIONAL = Set.of("send-stream parityFrom", "publish-image reportMillis");
    private static final String HEARTBEAT = "{\"type\":\"heartbeat\",\"freeBytes\":1}";

    @Provide
    Arbitrary<AgentMessage> agentMessages() {
        return MessageArbitraries.agentMessages();
    }

    @Provide
    Arbitrary<ControllerMessage> controllerMessages() {
        return MessageArbitraries.controllerMessages();
    }

    @Property(tries = 400)
    void agentMessage_roundTrip_isUnchanged(@ForAll("agentMessages") AgentMessage message) throws Exception {
        byte[] json = MessageCodec.encode(message);
        AgentMessage decoded = MessageCodec.decodeAgentMessage(json);
        assertThat(decoded).hasSameClassAs(message);
        assertThat(JSON.readTree(MessageCodec.encode(decoded))).isEqualTo(JSON.readTree(json));
    }

    @Property(tries = 400)
    void controllerMessage_roundTrip_isUnchanged(@ForAll("controllerMessages") ControllerMessage message)
            throws Exception {
        byte[] json = MessageCodec.encode(message);
        ControllerMessage decoded = MessageCodec.decodeControllerMessage(json);
        assertThat(decoded).hasSameClassAs(message);
        assertThat(JSON.readTree(MessageCodec.encode(decoded))).isEqualTo(JSON.readTree(json));
    }

    @Property(tries = 200)
    void anyField_nullOrAbsent_isRefused(@ForAll("controllerMessages") ControllerMessage message) throws Exception {
        JsonNode whole = JSON.readTree(MessageCodec.encode(message));
        for (JsonNode part : objectsAndArrays(whole)) {
            if (part instanceof ArrayNode) {
                ((ArrayNode) part).addNull();
                assertRefused(whole);
                ((ArrayNode) part).remove(part.size() - 1);
                continue;
            }
            List<String> names = new ArrayList<>();
            part.fieldNames().forEachRemaining(names::add);
            names.remove("sealKey");
            names.removeIf(name -> part == whole && OPTIONAL.contains(whole.get("type").asText() + " " + name));
            for (String name : names) {
                JsonNode value = ((ObjectNode) part).remove(name);
                assertRefused(whole);
                ((ObjectNode) part).putNull(name);
                assertRefused(whole);
                ((ObjectNode) part).set(name, value);
            }
        }
    }

    private static List<JsonNode> objectsAndArrays(JsonNode node) {
        List<JsonNode> found = new ArrayList<>();
        if (node.isContainerNode()) {
            found.add(node);
        }
        node.forEach(child -> found.addAll(objectsAndArrays(child)));
        return found;
    }

    private static void assertRefused(JsonNode json) throws Exception {
        byte[] bytes = JSON.writeValueAsBytes(json);
        assertThatThrownBy(() -> MessageCodec.decodeControllerMessage(bytes))
                .as(json.toString())
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void labels_withNull_areRefused() {
        String json = new String(MessageCodec.encode(SampleMessages.hello()), StandardCharsets.UTF_8)
                .replace("\"labels\":{", "\"labels\":{\"rack\":null,");
        assertThatThrownBy(() -> decode(json)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void optionalProperty_ofOlderPeer_isZero() throws Exception {
        SendStream send = new SendStream(SampleMessages.shipment(100, 64, 640), 1, "239.192.0.1", 9, 1, List.of(), 2, 7);
        PublishImage publish = new PublishImage("d-1", "a:b", Digest.ofContent(new byte[0]), List.of(), false, 7);
        assertThat(((SendStream) without("parityFrom", send)).parityFrom()).isZero();
        assertThat(SampleMessages.shipment(100, 64, 640).isSealed()).isFalse();
        assertThat(((PublishImage) without("reportMillis", publish)).reportMillis()).isZero();
    }

    private static ControllerMessage without(String name, ControllerMessage message) throws Exception {
        ObjectNode json = (ObjectNode) JSON.readTree(MessageCodec.encode(message));
        assertThat(json.remove(name).asInt()).isEqualTo(7);
        return MessageCodec.decodeControllerMessage(JSON.writeValueAsBytes(json));
    }

    @Test
    void unknownProperty_ofNewerPeer_isIgnored() throws Exception {
        String json = "{\"type\":\"heartbeat\",\"novelty\":{\"a\":[1,{}]},\"freeBytes\":1}";
        assertThat(((Heartbeat) decode(json)).freeBytes()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{}",
                "1",
                "\"heartbeat\"",
                "{\"type\":null}",
                "{\"type\":\"no-such\"}",
                "{\"type\":[\"heartbeat\"],\"freeBytes\":1}",
                "{\"type\":\"heartbeat\",\"freeBytes\":-1}",
                "{\"type\":\"heartbeat\",\"freeBytes\":\"1\"}",
                "{\"type\":\"heartbeat\",\"freeBytes\":1.5}",
                "{\"type\":\"heartbeat\",\"freeBytes\":1e999999999}",
                "{\"type\":\"heartbeat\",\"freeBytes\":NaN}",
                "{\"type\":\"heartbeat\",\"freeBytes\":9223372036854775808}",
                "{\"type\":\"heartbeat\",\"freeBytes\":99999999999999999999999999999999999999}",
                "{\"type\":\"heartbeat\",\"freeBytes\":1,\"freeBytes\":2}",
                "{\"type\":\"heartbeat\",\"type\":\"heartbeat\",\"freeBytes\":1}",
                "{\"type\":\"heartbeat\",\"freeBytes\":1}{}",
                "{\"type\":\"heartbeat\",\"freeBytes\":1} x",
                "{\"type\":\"heartbeat\",\"freeBytes\":[1]}",
                "{\"type\":\"task-failed\",\"distributionId\":\"d-1\",\"reason\":0,\"detail\":\"\"}",
                "{\"type\":\"task-failed\",\"distributionId\":\"../etc\",\"reason\":\"NO_SPACE\",\"detail\":\"\"}"
            })
    void malformed_message_isRefused(String json) {
        assertThatThrownBy(() -> decode(json)).isInstanceOf(ProtocolException.class);
    }

    @Test
    @Timeout(5)
    void nesting_deeperThanAllowed_isRefusedBeforeItIsParsed() {
        for (String prefix : List.of("", "{\"type\":\"heartbeat\",\"x\":", "{\"x\":", "{\"type\":")) {
            assertThatThrownBy(() -> decode(prefix + "[".repeat(1 << 20)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("nesting");
            assertThatThrownBy(() -> decode(prefix + "{\"a\":".repeat(1 << 18)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("nesting");
        }
    }

    @Test
    @Timeout(5)
    void number_ofMillionsOfDigits_isRefusedBeforeItIsParsed() {
        String digits = "9".repeat(Limits.MAX_FRAME_BYTES - 100);
        assertThatThrownBy(() -> decode("{\"type\":\"heartbeat\",\"freeBytes\":" + digits + "}"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("number");
    }

    @Test
    void bracketsAndDigits_insideStrings_areNoNestingAndNoNumber() throws Exception {
        String detail = "[".repeat(100) + "\\\"" + "{".repeat(100) + "\\\\" + "9".repeat(100);
        String json = "{\"type\":\"task-failed\",\"distributionId\":\"d-1\",\"reason\":\"NO_SPACE\",\"detail\":\""
                + detail + "\"}";
        assertThat(((TaskFailed) decode(json)).detail()).hasSize(302);
    }

    @Test
    void encoding_otherThanUtf8_isRefused() {
        byte[] utf16 = HEARTBEAT.getBytes(StandardCharsets.UTF_16);
        byte[] broken = HEARTBEAT.replace("1", "\"\uffff\"").getBytes(StandardCharsets.UTF_8);
        broken[broken.length - 4] = (byte) 0xc0;
        for (byte[] json : List.of(utf16, broken)) {
            assertThatThrownBy(() -> MessageCodec.decodeAgentMessage(json)).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void problem_withTheHello_doesNotTellTheToken() {
        Hello hello = SampleMessages.hello();
        String json = new String(MessageCodec.encode(hello), StandardCharsets.UTF_8).replace("1500", "true");
        assertThatThrownBy(() -> decode(json))
                .isInstanceOf(ProtocolException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(hello.token()).hasSizeLessThan(400));
    }

    @Test
    void detail_ofAnyLength_isCut() {
        TaskFailed failed = new TaskFailed("d-1", TaskFailed.Reason.DISK_ERROR, "x".repeat(1 << 20));
        assertThat(failed.detail()).hasSize(Limits.MAX_DETAIL_CHARS);
    }

    @Test
    void surrogatePair_cutApart_isStillEncoded_andRefusedInNames() throws Exception {
        String waves = "x" + "🌊".repeat(Limits.MAX_DETAIL_CHARS);
        TaskFailed failed = new TaskFailed("d-1", TaskFailed.Reason.DISK_ERROR, waves);
        assertThat(failed.detail()).hasSize(Limits.MAX_DETAIL_CHARS).endsWith("🌊?");
        AgentMessage decoded = MessageCodec.decodeAgentMessage(MessageCodec.encode(failed));
        assertThat(((TaskFailed) decoded).detail()).isEqualTo(failed.detail());
        assertThatThrownBy(() -> new ResolveImage(1, waves.substring(0, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void offeredVersions_ofAnUnreadableHello_areStillRead() {
        String json = "{\"type\":\"hello\",\"minVersion\":7,\"maxVersion\":9,\"host\":{}}";
        assertThat(MessageCodec.offeredVersions(json.getBytes(StandardCharsets.UTF_8)))
                .map(Object::toString)
                .contains("7 to 9");
        assertThat(MessageCodec.offeredVersions(new byte[] {'['})).isEmpty();
    }

    private static AgentMessage decode(String json) throws ProtocolException {
        return MessageCodec.decodeAgentMessage(json.getBytes(StandardCharsets.UTF_8));
    }
}
