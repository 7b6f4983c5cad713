package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "topology",
        mixinStandardHelpOptions = true,
        description = "Lists links with capacity, foreground, own and idle bandwidth, each direction apart.")
final class TopologyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode topology = client.connect().get("v1/topology");
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(topology);
        } else {
            String row = "%-24s %-24s %14s %14s %14s %14s %7s%n";
            out.printf(row, "FROM", "TO", "CAPACITY", "FOREGROUND", "OWN", "IDLE", "AGE");
            for (JsonNode link : topology.path("links")) {
                out.printf(
                        row,
                        end(link.path("from")),
                        end(link.path("to")),
                        rate(link, "capacityBitsPerSecond"),
                        rate(link, "foregroundBitsPerSecond"),
                        rate(link, "ownBitsPerSecond"),
                        rate(link, "idleBitsPerSecond"),
                        link.hasNonNull("ageSeconds")
                                ? Units.seconds(link.path("ageSeconds").asDouble())
                                : "-");
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String end(JsonNode end) {
        return end.has("host")
                ? end.path("host").asText()
                : end.path("datapathId").asText() + "/" + end.path("port").asText();
    }

    private static String rate(JsonNode link, String field) {
        return link.hasNonNull(field) ? Units.rate(link.path(field).asLong()) : "unknown";
    }
}
