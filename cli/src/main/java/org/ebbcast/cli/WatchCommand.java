package org.ebbcast.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "watch", mixinStandardHelpOptions = true, description = "Follows a distribution to its end.")
final class WatchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(paramLabel = "ID", description = "Distribution id, such as d-7.")
    private String id = "";

    @Option(names = "--json", description = "Print only the distribution's JSON when it is over.")
    private boolean json;

    @Override
    public Integer call() {
        return new DistributionWatch(client.connect(), spec.commandLine().getOut(), json).follow(id);
    }
}
