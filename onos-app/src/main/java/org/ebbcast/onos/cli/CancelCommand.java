package org.ebbcast.onos.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.rest.DistributionsResource;
import org.ebbcast.orchestrator.view.DistributionView;

/** Cancels a distribution. */
@Service
@Command(scope = "ebbcast", name = "cancel", description = "Cancels a distribution")
public final class CancelCommand extends EbbcastCommand {
    @Argument(index = 0, name = "id", description = "Distribution, such as d-1", required = true)
    @Completion(LiveCompleter.class)
    String id = "";

    @Override
    void run() throws CommandException {
        Orchestrator orchestrator = orchestrator();
        DistributionView view = distribution(orchestrator, id);
        answer(orchestrator.cancel(view.id()));
        print("%s", outputJson() ? ShowCommand.json(new DistributionsResource(orchestrator), id) : id + " is cancelled");
    }
}
