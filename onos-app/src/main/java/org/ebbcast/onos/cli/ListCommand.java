package org.ebbcast.onos.cli;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.rest.DistributionsResource;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.TargetState;

/** Lists distributions. */
@Service
@Command(scope = "ebbcast", name = "list", description = "Lists distributions")
public final class ListCommand extends EbbcastCommand {
    @Override
    void run() throws CommandException {
        Orchestrator orchestrator = orchestrator();
        if (outputJson()) {
            print("%s", new DistributionsResource(orchestrator).list());
            return;
        }
        print("%-8s %-12s %12s %9s  %s", "id", "state", "targets done", "seconds", "image");
        for (DistributionView view : orchestrator.distributions()) {
            long done = view.targets().stream().filter(t -> t.state() == TargetState.DONE).count();
            print(
                    "%-8s %-12s %12s %9.1f  %s",
                    view.id(),
                    view.state(),
                    done + "/" + view.targets().size(),
                    view.secondsElapsed(),
                    view.intent().image());
        }
    }
}
