package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows all distributions, or one with its targets and events.")
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Distribution id, such as d-7.")
    private @Nullable String id;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode answer = client.connect().get(id == null ? "v1/distributions" : "v1/distributions/" + id);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(answer);
        } else if (id == null) {
            answer.forEach(d -> out.println(ProgressView.summary(d)));
        } else {
            showOne(answer, out);
        }
        out.flush();
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
