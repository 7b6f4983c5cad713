package org.ebbcast.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "watch", mixinStandardHelpOptions = true, description = "Follows a distribution to its end.")
final class WatchCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "Distribution id, such as d-7.")
    private String id = "";

    @Option(names = "--json", description = "Print only the distribution's JSON when it is over.")
    private boolean json;

    @Override
    int run(ApiClient api, PrintWriter out) {
        return new DistributionWatch(api, out, json).follow(id);
    }
}
