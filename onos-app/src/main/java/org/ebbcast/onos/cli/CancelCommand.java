package org.ebbcast.onos.cli;

import java.util.concurrent.CompletionStage;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionView;

/** Cancels a distribution. */
@Service
@Command(scope = "ebbcast", name = "cancel", description = "Cancels a distribution")
public final class CancelCommand extends LiveCommand {
    @Override
    CompletionStage<DistributionView> change(Orchestrator orchestrator, DistributionId distribution) {
        return orchestrator.cancel(distribution);
    }

    @Override
    String outcome() {
        return "is cancelled";
    }
}
