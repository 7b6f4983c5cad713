package org.ebbcast.orchestrator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import javax.ws.rs.WebApplicationException;
import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import javax.ws.rs.ext.Provider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a resource throws into problem+json (RFC 7807). Stateless. */
@Provider
public final class ProblemMapper implements ExceptionMapper<Throwable> {
    static final String MEDIA_TYPE = "application/problem+json";
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    @Override
    public Response toResponse(Throwable thrown) {
        if (thrown instanceof Problem) {
            return response((Problem) thrown);
        }
        if (thrown instanceof WebApplicationException) {
            Response given = ((WebApplicationException) thrown).getResponse();
            String phrase = given.getStatusInfo().getReasonPhrase();
            Response mine = response(new Problem(given.getStatus(), phrase, "", detail(given.getStatus(), phrase)));
            Object allow = given.getHeaders().getFirst("Allow");
            return allow == null ? mine : Response.fromResponse(mine).header("Allow", allow).build();
        }
        LOG.error("A request failed in a way that was not foreseen", thrown);
        return response(new Problem(500, "internal error", "", "the controller's log says more: " + thrown));
    }

    private static String detail(int status, String phrase) {
        switch (status) {
            case 404:
                return "no such resource; GET /v1/openapi.json lists them";
            case 405:
                return "this resource does not take this method; GET /v1/openapi.json lists what it takes";
            case 415:
                return "send Content-Type: application/json";
            default:
                return phrase;
        }
    }

    /** A response for {@code problem}. */
    public static Response response(Problem problem) {
        ObjectNode json = Json.object();
        json.put("type", "about:blank").put("title", problem.title()).put("status", problem.status());
        json.put("detail", problem.getMessage());
        problem.value().ifPresent(value -> json.put("value", value));
        return Response.status(problem.status()).type(MEDIA_TYPE).entity(Json.text(json)).build();
    }
}
