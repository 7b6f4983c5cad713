package org.ebbcast.orchestrator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.MediaType;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.port.RulePort.OwnRule;
import org.ebbcast.orchestrator.view.AgentView;
import org.ebbcast.orchestrator.view.InterfaceView;
import org.ebbcast.orchestrator.view.LinkEnd;
import org.ebbcast.orchestrator.view.TopologyLinkView;
import org.ebbcast.orchestrator.view.TopologyView;
import org.ebbcast.rules.ConnectPoint;

/** What the orchestrator sees: agents, topology with loads, its own rules in the switches. */
@Path("v1")
@Produces(MediaType.APPLICATION_JSON)
public final class FabricResource {
    private final Orchestrator orchestrator;

    public FabricResource(Orchestrator orchestrator) {
        this.orchestrator = orchestrator;
    }

    @GET
    @Path("agents")
    public String agents() {
        ArrayNode array = Json.array();
        Waiting.on(orchestrator.agents()).forEach(agent -> array.add(agent(agent)));
        return Json.text(array);
    }

    private static ObjectNode agent(AgentView agent) {
        ObjectNode json = Json.object();
        json.put("host", agent.host().toString());
        json.put("address", agent.interfaces().stream().findFirst().map(i -> i.ipv4().toString()).orElse(null));
        json.put("connected", agent.connected());
        ObjectNode labels = json.putObject("labels");
        agent.labels().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(label -> labels.put(label.getKey(), label.getValue()));
        json.put("docker", agent.docker()).put("freeBytes", agent.freeBytes());
        json.set("attachedTo", agent.attachedTo().map(FabricResource::port).orElse(null));
        ArrayNode interfaces = json.putArray("interfaces");
        for (InterfaceView i : agent.interfaces()) {
            interfaces.addObject()
                    .put("name", i.name())
                    .put("mac", i.mac())
                    .put("ipv4", i.ipv4().toString())
                    .put("mtuBytes", i.mtuBytes());
        }
        return json.put("agentVersion", agent.agentVersion());
    }

    private static ObjectNode port(ConnectPoint at) {
        return Json.object()
                .put("datapathId", at.datapathId().toString())
                .put("port", at.port().value());
    }

    @GET
    @Path("topology")
    public String topology() {
        TopologyView topology = Waiting.on(orchestrator.topology());
        ObjectNode json = Json.object();
        ArrayNode switches = json.putArray("switches");
        topology.switches().forEach(s -> switches.addObject().put("datapathId", s.toString()));
        ArrayNode hosts = json.putArray("hosts");
        topology.hosts()
                .forEach(h -> hosts.addObject()
                        .put("host", h.host().map(Object::toString).orElse(null))
                        .put("mac", h.mac())
                        .put("ipv4", h.ipv4().toString())
                        .put("datapathId", h.at().datapathId().toString())
                        .put("port", h.at().port().value()));
        ArrayNode links = json.putArray("links");
        topology.links().forEach(link -> links.add(link(link)));
        json.put("withoutQueue", topology.withoutQueue().name());
        return Json.text(json);
    }

    private static ObjectNode link(TopologyLinkView link) {
        ObjectNode json = Json.object();
        json.set("from", end(link.from()));
        json.set("to", end(link.to()));
        json.put("capacityBitsPerSecond", link.capacityBitsPerSecond());
        json.put("loadBitsPerSecond", link.load().map(l -> l.loadBitsPerSecond()).orElse(null));
        json.put("foregroundBitsPerSecond", link.load().map(l -> l.foregroundBitsPerSecond()).orElse(null));
        json.put("ownBitsPerSecond", link.load().map(l -> l.ownBitsPerSecond()).orElse(null));
        json.put("idleBitsPerSecond", link.idleBitsPerSecond());
        json.put("ageSeconds", link.load().map(l -> l.ageSeconds()).orElse(null));
        json.put("queue", link.queue().orElse(null));
        return json;
    }

    private static ObjectNode end(LinkEnd end) {
        Optional<ObjectNode> port = end.port().map(FabricResource::port);
        return port.orElseGet(() -> Json.object().put("host", end.host().map(Object::toString).orElse(null)));
    }

    @GET
    @Path("rules")
    public String rules() {
        ObjectNode json = Json.object();
        ArrayNode flows = json.putArray("flows");
        ArrayNode groups = json.putArray("groups");
        for (OwnRule rule : Waiting.on(orchestrator.rules())) {
            ObjectNode entry = (rule.isGroup() ? groups : flows).addObject();
            entry.put("datapathId", rule.datapathId().toString());
            if (rule.isGroup()) {
                entry.put("groupId", rule.id());
            } else {
                entry.put("cookie", "0x" + Long.toHexString(rule.id()));
            }
        }
        return Json.text(json);
    }
}
