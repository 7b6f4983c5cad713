package org.ebbcast.controller.internal.rest;

import javax.ws.rs.WebApplicationException;
import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a resource did not turn into an answer itself. */
final class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException answered) {
            Response response = answered.getResponse();
            return response.hasEntity() ? response : Problem.of(response.getStatus(), failure.getMessage(), "");
        }
        LOG.error("a request failed", failure);
        return Problem.of(500, "The controller failed at this; its log says why", "");
    }
}
