package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = "Holds a distribution until 'resume', also over a restart of the controller.")
final class PauseCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "Distribution id, such as d-7.")
    private String id = "";

    @Option(names = "--json", description = "Print the controller's answer.")
    private boolean json;

    @Override
    int run(ApiClient api, PrintWriter out) {
        JsonNode answer = api.post("v1/distributions/" + id + "/pause", ApiClient.JSON.createObjectNode());
        out.println(json ? answer.toString() : id + " is paused");
        return ExitCode.OK;
    }
}
