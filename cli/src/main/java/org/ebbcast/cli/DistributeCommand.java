package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "distribute",
        mixinStandardHelpOptions = true,
        description = "Brings an image to hosts and waits until they have it.")
final class DistributeCommand extends ClientCommand {
    @Parameters(paramLabel = "IMAGE", description = "Image reference as the sources know it, such as demo/app:v1.")
    private String image = "";

    @Option(
            names = "--to",
            required = true,
            split = ",",
            paramLabel = "TARGET",
            description = "Targets: host names, labels such as rack=r2, or all. Repeat or separate by commas.")
    private List<String> targets = List.of();

    @Option(
            names = "--from",
            split = ",",
            paramLabel = "HOST",
            description = "Sources (default: whoever has the image).")
    private List<String> sources = List.of();

    @Option(names = "--no-import", description = "Leave the image in the agents' registries; no Docker import.")
    private boolean noImport;

    @Option(names = "--no-wait", description = "Answer with the distribution's id and do not wait.")
    private boolean noWait;

    @Option(names = "--json", description = "Print JSON: the distribution as it ended (or began, with --no-wait).")
    private boolean json;

    @Override
    int run(ApiClient api, PrintWriter out) {
        JsonNode created = api.post("v1/distributions", intent());
        String id = created.path("id").asText();
        if (noWait) {
            out.println(json ? created.toString() : id);
            return ExitCode.OK;
        }
        return new DistributionWatch(api, out, json).follow(id);
    }

    private ObjectNode intent() {
        ObjectNode intent = ApiClient.JSON.createObjectNode().put("image", image);
        targets.forEach(intent.putArray("targets")::add);
        if (!sources.isEmpty()) {
            sources.forEach(intent.putArray("sources")::add);
        }
        return intent.put("importIntoDocker", !noImport);
    }
}
