package org.ebbcast.onos.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;

/** Completes distribution ids. */
@Service
public final class DistributionCompleter extends Choices {
    @Override
    List<String> choices(Orchestrator orchestrator) {
        return orchestrator.distributions().stream()
                .map(view -> view.id().toString())
                .collect(Collectors.toList());
    }
}
