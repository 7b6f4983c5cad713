package org.ebbcast.agent.registry;

import io.netty.handler.codec.http.HttpResponseStatus;

/** Error codes of OCI Distribution 1.1, each with the status it comes with. */
enum RegistryCode {
    BLOB_UNKNOWN(HttpResponseStatus.NOT_FOUND),
    BLOB_UPLOAD_INVALID(HttpResponseStatus.BAD_REQUEST),
    BLOB_UPLOAD_UNKNOWN(HttpResponseStatus.NOT_FOUND),
    DIGEST_INVALID(HttpResponseStatus.BAD_REQUEST),
    MANIFEST_BLOB_UNKNOWN(HttpResponseStatus.BAD_REQUEST),
    MANIFEST_INVALID(HttpResponseStatus.BAD_REQUEST),
    MANIFEST_UNKNOWN(HttpResponseStatus.NOT_FOUND),
    NAME_INVALID(HttpResponseStatus.BAD_REQUEST),
    NAME_UNKNOWN(HttpResponseStatus.NOT_FOUND),
    SIZE_INVALID(HttpResponseStatus.BAD_REQUEST),
    /** Also where there is no space: Docker tries again for minutes after a 5xx, and gives up at this. */
    DENIED(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE),
    UNAUTHORIZED(HttpResponseStatus.UNAUTHORIZED),
    UNSUPPORTED(HttpResponseStatus.METHOD_NOT_ALLOWED),
    TOOMANYREQUESTS(HttpResponseStatus.TOO_MANY_REQUESTS),
    /** Not in the specification, which has none for a fault of the registry. */
    INTERNAL_ERROR(HttpResponseStatus.INTERNAL_SERVER_ERROR);

    private final HttpResponseStatus status;

    RegistryCode(HttpResponseStatus status) {
        this.status = status;
    }

    HttpResponseStatus status() {
        return status;
    }

    RegistryException because(String message) {
        return new RegistryException(this, status, message);
    }

    RegistryException because(HttpResponseStatus otherStatus, String message) {
        return new RegistryException(this, otherStatus, message);
    }
}
