package org.ebbcast.onos.cli;

import java.util.concurrent.CompletionStage;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.rest.DistributionsResource;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionView;

/** What commands share that change one live distribution: they name it, do one thing to it, and show what has become of it. */
abstract class LiveCommand extends EbbcastCommand {
    @Argument(index = 0, name = "id", description = "Distribution, such as d-1", required = true)
    @Completion(LiveCompleter.class)
    String id = "";

    @Override
    final void run() throws CommandException {
        Orchestrator orchestrator = orchestrator();
        DistributionView view = distribution(orchestrator, id);
        answer(change(orchestrator, view.id()));
        print("%s", outputJson() ? ShowCommand.json(new DistributionsResource(orchestrator), id) : id + " " + outcome());
    }

    /** Does the one thing. */
    abstract CompletionStage<DistributionView> change(Orchestrator orchestrator, DistributionId distribution);

    /** What is said of the distribution then, such as "is cancelled". */
    abstract String outcome();
}
