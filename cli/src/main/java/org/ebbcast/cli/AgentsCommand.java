package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "agents", mixinStandardHelpOptions = true, description = "Lists the agents the controller knows.")
final class AgentsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode agents = client.connect().get("v1/agents");
        PrintWriter out = spec.commandLine().getOut();
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
        out.flush();
        return ExitCode.OK;
    }
}
