package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows all distributions, or one with its targets and events.")
final class StatusCommand extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "Distribution id, such as d-7.")
    private @Nullable String id;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    int run(ApiClient api, PrintWriter out) {
        JsonNode answer = api.get(id == null ? "v1/distributions" : "v1/distributions/" + id);
        if (json) {
            out.println(answer);
        } else if (id == null) {
            answer.forEach(d -> out.println(ProgressView.summary(d)));
        } else {
            showOne(answer, out);
        }
        return ExitCode.OK;
    }

    private static void showOne(JsonNode distribution, PrintWriter out) {
        out.println(ProgressView.summary(distribution));
        distribution.path("targets").forEach(t -> out.println(ProgressView.target(t)));
        distribution
                .path("events")
                .forEach(e -> out.printf(
                        "  %8s  %s%n",
                        Units.seconds(e.path("seconds").asDouble()),
                        e.path("text").asText()));
    }
}
