package org.ebbcast.agent.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An answer. Its body is bytes, part of a file, or a file that still grows; never two of them.
 *
 * @param lengthBytes the Content-Length, which an answer to HEAD has although it carries no body
 */
public record Reply(
        HttpResponseStatus status,
        HttpHeaders headers,
        byte[] content,
        Optional<FileSlice> file,
        Optional<GrowingFile> growing,
        long lengthBytes) {
    private static final byte[] NOTHING = new byte[0];

    public static Reply empty(HttpResponseStatus status) {
        return new Reply(status, new DefaultHttpHeaders(), NOTHING, Optional.empty(), Optional.empty(), 0);
    }

    public static Reply text(HttpResponseStatus status, String contentType, String text) {
        return bytes(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply bytes(HttpResponseStatus status, String contentType, byte[] content) {
        return new Reply(status, new DefaultHttpHeaders(), content, Optional.empty(), Optional.empty(), content.length)
                .with(HttpHeaderNames.CONTENT_TYPE, contentType);
    }

    /** The head of an answer whose body would have {@code lengthBytes}. */
    public static Reply head(HttpResponseStatus status, String contentType, long lengthBytes) {
        return new Reply(status, new DefaultHttpHeaders(), NOTHING, Optional.empty(), Optional.empty(), lengthBytes)
                .with(HttpHeaderNames.CONTENT_TYPE, contentType);
    }

    public static Reply file(HttpResponseStatus status, String contentType, FileSlice slice) {
        return new Reply(status, new DefaultHttpHeaders(), NOTHING, Optional.of(slice), Optional.empty(), slice.lengthBytes())
                .with(HttpHeaderNames.CONTENT_TYPE, contentType);
    }

    /** A file of {@code lengthBytes} that is sent as it grows. */
    public static Reply growing(String contentType, GrowingFile file, long lengthBytes) {
        return new Reply(
                        HttpResponseStatus.OK,
                        new DefaultHttpHeaders(),
                        NOTHING,
                        Optional.empty(),
                        Optional.of(file),
                        lengthBytes)
                .with(HttpHeaderNames.CONTENT_TYPE, contentType);
    }

    /** Sets a header and returns this. */
    public Reply with(CharSequence name, Object value) {
        headers.set(name, value);
        return this;
    }
}
