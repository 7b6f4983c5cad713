package org.ebbcast.onos.cli;

import java.util.concurrent.CompletionStage;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionView;

/** Resumes a distribution. */
@Service
@Command(scope = "ebbcast", name = "resume", description = "Lets a paused distribution go on")
public final class ResumeCommand extends LiveCommand {
    @Override
    CompletionStage<DistributionView> change(Orchestrator orchestrator, DistributionId distribution) {
        return orchestrator.resume(distribution);
    }

    @Override
    String outcome() {
        return "goes on";
    }
}
