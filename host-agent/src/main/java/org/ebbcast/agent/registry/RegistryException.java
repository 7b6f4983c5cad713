package org.ebbcast.agent.registry;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/** A request that is refused, with what the client is told. */
final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final RegistryCode code;
    private final transient HttpResponseStatus status;
    private final transient HttpHeaders headers = new DefaultHttpHeaders();

    RegistryException(RegistryCode code, HttpResponseStatus status, String message) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
    }

    /** Adds a header to the answer and returns this. */
    RegistryException with(CharSequence name, Object value) {
        headers.set(name, value);
        return this;
    }

    RegistryCode code() {
        return code;
    }

    HttpResponseStatus status() {
        return status;
    }

    HttpHeaders headers() {
        return headers;
    }
}
