package org.ebbcast.onos.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.rest.DistributionsResource;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.TargetView;

/** Shows a distribution with its targets. */
@Service
@Command(scope = "ebbcast", name = "show", description = "Shows a distribution with its targets")
public final class ShowCommand extends EbbcastCommand {
    @Argument(index = 0, name = "id", description = "Distribution, such as d-1", required = true)
    @Completion(DistributionCompleter.class)
    String id = "";

    @Override
    void run() throws CommandException {
        Orchestrator orchestrator = orchestrator();
        DistributionView view = distribution(orchestrator, id);
        if (outputJson()) {
            print("%s", json(new DistributionsResource(orchestrator), id));
            return;
        }
        print("%s %s, %s, %.1f s%s", view.id(), view.intent().image(), view.state(), view.secondsElapsed(),
                view.detail().isEmpty() ? "" : ": " + view.detail());
        print("%-20s %-11s %14s %14s  %s", "target", "state", "bytes verified", "of", "detail");
        for (TargetView target : view.targets()) {
            print(
                    "%-20s %-11s %14d %14d  %s",
                    target.host(),
                    target.state(),
                    target.bytesVerified(),
                    target.bytesTotal(),
                    target.reason().map(reason -> reason + " " + target.detail()).orElse(""));
        }
    }

    static String json(DistributionsResource resource, String id) throws CommandException {
        try {
            return resource.get(id, "0", "0");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted");
        }
    }
}
