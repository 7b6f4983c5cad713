package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    @Option(names = "--encrypt", description = "Encrypt what hosts give each other, under a key of this distribution.")
    private boolean encrypt;

    @Option(
            names = "--max-rate",
            paramLabel = "RATE",
            converter = Rates.class,
            description = "Bits per second at most, all streams together, such as 5M (default: what is idle).")
    private @Nullable Long maxRate;

    @Option(
            names = "--not-before",
            paramLabel = "TIME",
            description = "Begin then, such as 2030-05-01T02:00:00Z (default: now).")
    private @Nullable String notBefore;

    @Option(
            names = "--not-after",
            paramLabel = "TIME",
            description = "End then; targets that still lack something have failed (default: never).")
    private @Nullable String notAfter;

    @Option(
            names = "--priority",
            paramLabel = "NUMBER",
            description = "Part of contended links relative to other distributions, 0.01 to 100 (default: 1).")
    private @Nullable Double priority;

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
        intent.put("importIntoDocker", !noImport);
        if (encrypt) {
            intent.put("encrypt", true);
        }
        if (maxRate != null) {
            intent.put("maxRateBitsPerSecond", maxRate);
        }
        if (notBefore != null) {
            intent.put("notBefore", notBefore);
        }
        if (notAfter != null) {
            intent.put("notAfter", notAfter);
        }
        if (priority != null) {
            intent.put("priority", priority);
        }
        return intent;
    }
}
