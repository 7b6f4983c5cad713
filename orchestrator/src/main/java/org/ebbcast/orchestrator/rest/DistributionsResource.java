package org.ebbcast.orchestrator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import javax.ws.rs.DELETE;
import javax.ws.rs.DefaultValue;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionView;

/** Distributions: ask for one, look at them, pause, resume or cancel one. */
@Path("v1/distributions")
@Produces(MediaType.APPLICATION_JSON)
public final class DistributionsResource {
    private static final long MAX_WAIT_MILLIS = 30_000;

    private final Orchestrator orchestrator;

    public DistributionsResource(Orchestrator orchestrator) {
        this.orchestrator = orchestrator;
    }

    @POST
    public Response submit(InputStream body) {
        DistributionView view = Waiting.on(orchestrator.submit(IntentReader.read(Json.readObject(body))));
        return Response.created(URI.create("v1/distributions/" + view.id()))
                .type(MediaType.APPLICATION_JSON)
                .entity(Json.text(DistributionJson.of(view)))
                .build();
    }

    @GET
    public String list() {
        ArrayNode array = Json.array();
        orchestrator.distributions().forEach(view -> array.add(DistributionJson.of(view)));
        return Json.text(array);
    }

    /** With {@code waitMillis} the answer comes once there is news after {@code sinceRevision}. */
    @GET
    @Path("{id}")
    public String get(
            @PathParam("id") String id,
            @QueryParam("waitMillis") @DefaultValue("0") String waitMillis,
            @QueryParam("sinceRevision") @DefaultValue("0") String sinceRevision)
            throws InterruptedException {
        long millis = number("waitMillis", waitMillis, MAX_WAIT_MILLIS);
        long revision = number("sinceRevision", sinceRevision, Long.MAX_VALUE);
        DistributionView view = orchestrator
                .await(parse(id), revision, Duration.ofMillis(millis))
                .orElseThrow(() -> unknown(id));
        return Json.text(DistributionJson.of(view));
    }

    @DELETE
    @Path("{id}")
    public Response cancel(@PathParam("id") String id) {
        return accepted(Waiting.on(orchestrator.cancel(parse(id))));
    }

    /** Nothing more is sent until it is resumed. Paused already, it stays so. */
    @POST
    @Path("{id}/pause")
    public Response pause(@PathParam("id") String id) {
        return accepted(Waiting.on(orchestrator.pause(parse(id))));
    }

    /** What was paused goes on. Not paused, it just goes on. */
    @POST
    @Path("{id}/resume")
    public Response resume(@PathParam("id") String id) {
        return accepted(Waiting.on(orchestrator.resume(parse(id))));
    }

    private static Response accepted(DistributionView view) {
        return Response.accepted(Json.text(DistributionJson.of(view)))
                .type(MediaType.APPLICATION_JSON)
                .build();
    }

    private static long number(String name, String text, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, text, max);
        }
        throw wrong(name, text, max);
    }

    private static Problem wrong(String name, String text, long max) {
        return Problem.badRequest(
                "wrong value", text, "'" + name + "' is '" + text + "', expected a whole number from 0 to " + max);
    }

    private static DistributionId parse(String id) {
        try {
            return DistributionId.parse(id);
        } catch (IllegalArgumentException e) {
            throw unknown(id);
        }
    }

    private static Problem unknown(String id) {
        String detail = "no distribution is called '" + id + "'; GET /v1/distributions lists them";
        return new Problem(404, "no such distribution", id, detail);
    }
}
