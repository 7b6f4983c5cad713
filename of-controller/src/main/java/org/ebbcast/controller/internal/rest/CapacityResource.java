package org.ebbcast.controller.internal.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.ebbcast.orchestrator.rest.Problem;

/** Changes the capacity that every port counts with, without a restart. */
@Path("/v1/topology/capacity")
@Produces(MediaType.APPLICATION_JSON)
public final class CapacityResource {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String FIELD = "capacityBitsPerSecond";

    private final Consumer<OptionalLong> capacity;

    /** @param capacity told bits per second, or nothing for what switches report */
    public CapacityResource(Consumer<OptionalLong> capacity) {
        this.capacity = capacity;
    }

    /** Body {@code {"capacityBitsPerSecond": n}}, above 0; null goes back to what switches report. */
    @PUT
    public Response put(String body) {
        JsonNode value;
        try {
            value = MAPPER.readTree(body == null ? "" : body).path(FIELD);
        } catch (JsonProcessingException e) {
            throw new Problem(400, "malformed JSON", "", "the body is no JSON: " + e.getOriginalMessage());
        }
        if (value.isNull()) {
            capacity.accept(OptionalLong.empty());
        } else if (value.canConvertToLong() && value.isIntegralNumber() && value.asLong() > 0) {
            capacity.accept(OptionalLong.of(value.asLong()));
        } else {
            throw new Problem(
                    400, "bad capacity", value.toString(), FIELD + " must be a whole number above 0, or null");
        }
        return Response.ok("{\"" + FIELD + "\":" + value + "}").build();
    }
}
