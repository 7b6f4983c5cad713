package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "cancel", mixinStandardHelpOptions = true, description = "Cancels a distribution.")
final class CancelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(paramLabel = "ID", description = "Distribution id, such as d-7.")
    private String id = "";

    @Option(names = "--json", description = "Print the controller's answer.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode answer = client.connect().delete("v1/distributions/" + id);
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? answer.toString() : id + " is being cancelled");
        out.flush();
        return ExitCode.OK;
    }
}
