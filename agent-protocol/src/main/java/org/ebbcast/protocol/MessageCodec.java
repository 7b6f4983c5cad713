package org.ebbcast.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/**
 * Control messages to and from the JSON body of a frame. Thread-safe.
 *
 * <p>Decoding takes hostile bytes: whatever comes, it ends in a valid message or a {@link ProtocolException}, in time
 * and memory proportional to the length.
 */
public final class MessageCodec {
    private static final int MAX_PROBLEM_CHARS = 300;

    // Unknown properties are ignored so that a newer peer of the same protocol version may add some. Names that a peer
    // makes up are not interned; the source is left out of error texts because a hello contains the token.
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .disable(MapperFeature.AUTO_DETECT_GETTERS, MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private MessageCodec() {}

    /** UTF-8 JSON of {@code message}. */
    public static byte[] encode(Object message) {
        try {
            return MAPPER.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot encode " + message.getClass().getSimpleName(), e);
        }
    }

    /** @throws ProtocolException saying what is wrong with the bytes */
    public static AgentMessage decodeAgentMessage(byte[] json) throws ProtocolException {
        return decode(json, AgentMessage.class);
    }

    /** @throws ProtocolException saying what is wrong with the bytes */
    public static ControllerMessage decodeControllerMessage(byte[] json) throws ProtocolException {
        return decode(json, ControllerMessage.class);
    }

    /**
     * The versions that a hello offers, whatever else it contains: {@code minVersion} and {@code maxVersion} keep their
     * place in every version, so that a peer of another one can be told so. Empty if they are not there.
     */
    public static Optional<VersionRange> offeredVersions(byte[] json) {
        try {
            return Optional.of(decode(json, VersionRange.class));
        } catch (ProtocolException e) {
            return Optional.empty();
        }
    }

    // RuntimeException as well: what a parser version throws on hostile input is not ours to know.
    private static <T> T decode(byte[] json, Class<T> type) throws ProtocolException {
        String text = JsonGuard.text(json);
        T message;
        try {
            message = MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw malformed(e.getOriginalMessage(), e);
        } catch (RuntimeException e) {
            throw malformed(e.getMessage(), e);
        }
        if (message == null) {
            throw new ProtocolException("control message is null");
        }
        return message;
    }

    private static ProtocolException malformed(String problem, Exception cause) {
        String text = String.valueOf(problem);
        String cut = text.length() <= MAX_PROBLEM_CHARS ? text : text.substring(0, MAX_PROBLEM_CHARS) + "…";
        return new ProtocolException("control message is malformed: " + cut, cause);
    }
}
