package org.ebbcast.controller.internal.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import javax.ws.rs.core.Response;

/** An error as {@code application/problem+json} (RFC 7807). Stateless. */
final class Problem {
    static final String MEDIA_TYPE = "application/problem+json";

    private Problem() {}

    /** @param value what was given and is at fault; may be empty */
    static Response of(int status, String detail, String value) {
        Response.Status known = Response.Status.fromStatusCode(status);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("type", "about:blank");
        body.put("title", known == null ? "Error" : known.getReasonPhrase());
        body.put("status", status);
        body.put("detail", detail);
        body.put("value", value);
        return Response.status(status).type(MEDIA_TYPE).entity(body.toString()).build();
    }
}
