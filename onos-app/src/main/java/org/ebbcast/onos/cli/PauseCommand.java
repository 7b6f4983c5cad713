package org.ebbcast.onos.cli;

import java.util.concurrent.CompletionStage;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionView;

/** Pauses a distribution. */
@Service
@Command(scope = "ebbcast", name = "pause", description = "Holds a distribution until it is resumed")
public final class PauseCommand extends LiveCommand {
    @Override
    CompletionStage<DistributionView> change(Orchestrator orchestrator, DistributionId distribution) {
        return orchestrator.pause(distribution);
    }

    @Override
    String outcome() {
        return "is paused";
    }
}
