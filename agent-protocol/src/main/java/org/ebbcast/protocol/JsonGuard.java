package org.ebbcast.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Looks over the bytes of a message before the JSON parser does: strict UTF-8, nesting and number length within {@link
 * Limits}. Older parsers recurse per level and take quadratic time per digit. Stateless; O(bytes).
 */
final class JsonGuard {
    private JsonGuard() {}

    /** The text of {@code json}, safe to parse; whether it is JSON at all remains to be seen. */
    static String text(byte[] json) throws ProtocolException {
        String text = decode(json);
        int depth = 0;
        int numberChars = 0;
        boolean inString = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inString) {
                if (c == '\\') {
                    i++;
                } else {
                    inString = c != '"';
                }
                continue;
            }
            inString = c == '"';
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            numberChars = isNumberChar(c) ? numberChars + 1 : 0;
            require(depth <= Limits.MAX_JSON_DEPTH, "nesting is deeper than " + Limits.MAX_JSON_DEPTH);
            require(numberChars <= Limits.MAX_NUMBER_CHARS, "a number is longer than " + Limits.MAX_NUMBER_CHARS);
        }
        return text;
    }

    private static String decode(byte[] json) throws ProtocolException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolException("control message is not UTF-8", e);
        }
    }

    private static boolean isNumberChar(char c) {
        return c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
    }

    private static void require(boolean good, String problem) throws ProtocolException {
        if (!good) {
            throw new ProtocolException("control message is malformed: " + problem);
        }
    }
}
