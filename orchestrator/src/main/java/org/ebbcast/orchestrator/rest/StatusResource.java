package org.ebbcast.orchestrator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.MediaType;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.orchestrator.view.AgentView;

/** Health, metrics and the description of this interface. */
@Path("v1")
public final class StatusResource {
    private static final String OPENAPI = "openapi.json";

    private final Orchestrator orchestrator;

    public StatusResource(Orchestrator orchestrator) {
        this.orchestrator = orchestrator;
    }

    @GET
    @Path("health")
    @Produces(MediaType.APPLICATION_JSON)
    public String health() {
        Topology fabric = orchestrator.fabric();
        ObjectNode json = Json.object();
        json.put("status", "UP").put("switches", fabric.switches().size());
        json.put("links", fabric.links().size() / 2);
        json.put("agents", Waiting.on(orchestrator.agents()).stream().filter(AgentView::connected).count());
        return Json.text(json);
    }

    @GET
    @Path("metrics")
    @Produces("text/plain; version=0.0.4; charset=utf-8")
    public String metrics() {
        return Metrics.text(orchestrator, Waiting.on(orchestrator.agents()));
    }

    @GET
    @Path(OPENAPI)
    @Produces(MediaType.APPLICATION_JSON)
    public String openApi() throws IOException {
        try (InputStream file = StatusResource.class.getResourceAsStream(OPENAPI)) {
            if (file == null) {
                throw new IOException("resource " + OPENAPI + " is not packed with the program");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
