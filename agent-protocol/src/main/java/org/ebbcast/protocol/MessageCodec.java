package org.ebbcast.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Control messages to and from the JSON body of a frame. Thread-safe. */
public final class MessageCodec {
    // Unknown properties are ignored so that a newer peer of the same protocol version may add some.
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_GETTERS, MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
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

    private static <T> T decode(byte[] json, Class<T> type) throws ProtocolException {
        try {
            T message = MAPPER.readValue(json, type);
            if (message == null) {
                throw new ProtocolException("control message is null");
            }
            return message;
        } catch (IOException e) {
            throw new ProtocolException("control message is malformed: " + e.getMessage(), e);
        }
    }
}
