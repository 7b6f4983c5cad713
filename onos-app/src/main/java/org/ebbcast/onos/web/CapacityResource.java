package org.ebbcast.onos.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.OptionalLong;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.ebbcast.onos.EbbcastService;

/** Capacity of links that nothing tells of but the switch, set while running; kept in component configuration. */
@Path("v1/topology/capacity")
public final class CapacityResource {
    private static final String FIELD = "capacityBitsPerSecond";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EbbcastService service;

    public CapacityResource(EbbcastService service) {
        this.service = service;
    }

    /** Body {@code {"capacityBitsPerSecond": n}}, above 0; null goes back to what switches report. */
    @PUT
    public Response put(String body) {
        JsonNode value;
        try {
            value = JSON.readTree(body == null ? "" : body).path(FIELD);
        } catch (JsonProcessingException e) {
            return refused("", "the body is no JSON: " + e.getOriginalMessage());
        }
        if (value.isNull()) {
            service.setLinkCapacity(OptionalLong.empty());
        } else if (value.canConvertToLong() && value.isIntegralNumber() && value.asLong() > 0) {
            service.setLinkCapacity(OptionalLong.of(value.asLong()));
        } else {
            return refused(value.toString(), FIELD + " must be a whole number above 0, or null");
        }
        return Response.ok("{\"" + FIELD + "\":" + value + "}")
                .type(MediaType.APPLICATION_JSON)
                .build();
    }

    private static Response refused(String value, String detail) {
        JsonNode problem = JSON.createObjectNode()
                .put("type", "about:blank")
                .put("title", "wrong capacity")
                .put("status", 400)
                .put("detail", detail)
                .put("value", value);
        return Response.status(400)
                .type("application/problem+json")
                .entity(problem.toString())
                .build();
    }
}
