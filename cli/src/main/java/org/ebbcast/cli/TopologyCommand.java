package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "topology",
        mixinStandardHelpOptions = true,
        description = "Lists links with capacity, foreground, own and idle bandwidth, each direction apart.")
final class TopologyCommand extends ClientCommand {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    int run(ApiClient api, PrintWriter out) {
        JsonNode topology = api.get("v1/topology");
        if (json) {
            out.println(topology);
        } else {
            String row = "%-24s %-24s %14s %14s %14s %14s %7s %-5s%n";
            out.printf(row, "FROM", "TO", "CAPACITY", "FOREGROUND", "OWN", "IDLE", "AGE", "QUEUE");
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
                                : "-",
                        link.hasNonNull("queue") ? (link.path("queue").asBoolean() ? "yes" : "no") : "-");
            }
        }
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
