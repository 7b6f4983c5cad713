package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A verb that does one thing to one distribution and says so, or prints what the controller answered. */
abstract class ActOnDistributionCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "Distribution id, such as d-7.")
    private String id = "";

    @Option(names = "--json", description = "Print the controller's answer.")
    private boolean json;

    private final String done;

    /** @param done what became of the distribution, said after its id */
    ActOnDistributionCommand(String done) {
        this.done = done;
    }

    /** Asks the controller; {@code path} is the distribution's resource. */
    abstract JsonNode act(ApiClient api, String path);

    @Override
    final int run(ApiClient api, PrintWriter out) {
        JsonNode answer = act(api, "v1/distributions/" + id);
        out.println(json ? answer.toString() : id + " " + done);
        return ExitCode.OK;
    }
}
