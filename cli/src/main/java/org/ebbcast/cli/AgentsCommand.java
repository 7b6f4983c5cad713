package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "agents", mixinStandardHelpOptions = true, description = "Lists the agents the controller knows.")
final class AgentsCommand extends ClientCommand {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    int run(ApiClient api, PrintWriter out) {
        JsonNode agents = api.get("v1/agents");
        if (json) {
            out.println(agents);
        } else {
            String row = "%-20s %-15s %-9s %-22s %-6s %-10s %s%n";
            out.printf(row, "HOST", "ADDRESS", "STATE", "SWITCH/PORT", "DOCKER", "FREE", "LABELS");
            for (JsonNode agent : agents) {
                JsonNode at = agent.path("attachedTo");
                out.printf(
                        row,
                        agent.path("host").asText(),
                        agent.path("address").asText("-"),
                        agent.path("connected").asBoolean() ? "connected" : "gone",
                        at.isObject()
                                ? at.path("datapathId").asText() + "/" + at.path("port").asText()
                                : "not seen yet",
                        agent.path("docker").asBoolean() ? "yes" : "no",
                        Units.bytes(agent.path("freeBytes").asLong()),
                        agent.path("labels"));
            }
        }
        return ExitCode.OK;
    }
}
