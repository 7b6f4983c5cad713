package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", mixinStandardHelpOptions = true, description = "Cancels a distribution.")
final class CancelCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "Distribution id, such as d-7.")
    private String id = "";

    @Option(names = "--json", description = "Print the controller's answer.")
    private boolean json;

    @Override
    int run(ApiClient api, PrintWriter out) {
        JsonNode answer = api.delete("v1/distributions/" + id);
        out.println(json ? answer.toString() : id + " is being cancelled");
        return ExitCode.OK;
    }
}
