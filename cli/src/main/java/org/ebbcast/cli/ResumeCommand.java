package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Lets a paused distribution go on where it was.")
final class ResumeCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "Distribution id, such as d-7.")
    private String id = "";

    @Option(names = "--json", description = "Print the controller's answer.")
    private boolean json;

    @Override
    int run(ApiClient api, PrintWriter out) {
        JsonNode answer = api.post("v1/distributions/" + id + "/resume", ApiClient.JSON.createObjectNode());
        out.println(json ? answer.toString() : id + " goes on");
        return ExitCode.OK;
    }
}
