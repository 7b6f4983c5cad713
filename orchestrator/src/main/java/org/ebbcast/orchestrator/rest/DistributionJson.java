package org.ebbcast.orchestrator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.ebbcast.orchestrator.view.Amounts;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.TargetView;
import org.ebbcast.orchestrator.view.TreeView;

/** A distribution as JSON. */
final class DistributionJson {
    private DistributionJson() {}

    static ObjectNode of(DistributionView view) {
        ObjectNode json = Json.object();
        json.put("id", view.id().toString()).put("number", view.id().number()).put("revision", view.revision());
        json.put("image", view.image().orElse(view.intent().image()));
        json.put("manifest", view.manifest().map(Object::toString).orElse(null));
        json.put("state", view.state().name());
        json.put("reason", view.reason().map(Enum::name).orElse(null)).put("detail", view.detail());
        ArrayNode sources = json.putArray("sources");
        view.sources().forEach(host -> sources.add(host.toString()));
        json.put("encrypt", view.intent().encrypt());
        PolicyJson.write(view.intent().policy(), json);
        json.put("createdAt", view.createdAt().toString()).put("secondsElapsed", seconds(view.secondsElapsed()));
        amounts(json, view.amounts());
        ArrayNode trees = json.putArray("trees");
        view.trees().forEach(tree -> trees.add(tree(tree)));
        ArrayNode targets = json.putArray("targets");
        view.targets().forEach(target -> targets.add(target(target)));
        ArrayNode events = json.putArray("events");
        view.events()
                .forEach(e -> events.addObject().put("seconds", seconds(e.seconds())).put("text", e.text()));
        return json;
    }

    private static void amounts(ObjectNode json, Amounts amounts) {
        json.put("bytesToSend", amounts.bytesToSend()).put("wireBytesSent", amounts.wireBytesSent());
        json.put("repairBytes", amounts.repairBytes());
        json.put("expectedSeconds", seconds(amounts.expectedSeconds()));
        json.put("boundSeconds", seconds(amounts.boundSeconds()));
        json.put("estimatedSecondsLeft", seconds(amounts.estimatedSecondsLeft()));
    }

    private static ObjectNode tree(TreeView tree) {
        ObjectNode json = Json.object();
        json.put("tree", tree.tree()).put("shipment", tree.shipment()).put("root", tree.root().toString());
        json.put("groupAddress", tree.groupAddress().toString());
        json.put("rateBitsPerSecond", tree.rateBitsPerSecond());
        json.put("shareFrom", tree.shareFrom()).put("shareTo", tree.shareTo());
        ArrayNode targets = json.putArray("targets");
        tree.targets().forEach(host -> targets.add(host.toString()));
        ArrayNode links = json.putArray("links");
        tree.links()
                .forEach(l -> links.addObject().put("from", l.from().toString()).put("to", l.to().toString()));
        return json;
    }

    private static ObjectNode target(TargetView target) {
        ObjectNode json = Json.object();
        json.put("host", target.host().toString()).put("state", target.state().name());
        json.put("reason", target.reason().map(Enum::name).orElse(null)).put("detail", target.detail());
        json.put("bytesTotal", target.bytesTotal()).put("bytesVerified", target.bytesVerified());
        json.put("multicastBytes", target.multicastBytes()).put("repairBytes", target.repairBytes());
        json.put("relayedBy", target.relayedBy().map(Object::toString).orElse(null));
        json.put("secondsToVerified", seconds(target.secondsToVerified()));
        json.putObject("import")
                .put("state", target.imported().state().name())
                .put("seconds", target.imported().seconds())
                .put("detail", target.imported().detail());
        return json;
    }

    private static Double seconds(Optional<Double> seconds) {
        return seconds.map(DistributionJson::seconds).orElse(null);
    }

    private static double seconds(double seconds) {
        return Math.round(seconds * 1e6) / 1e6;
    }
}
