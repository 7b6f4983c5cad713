package org.ebbcast.onos.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;

/** Completes distributions that are not over. */
@Service
public final class LiveCompleter extends Choices {
    @Override
    List<String> choices(Orchestrator orchestrator) {
        return orchestrator.distributions().stream()
                .filter(view -> !view.state().isOver())
                .map(view -> view.id().toString())
                .collect(Collectors.toList());
    }
}
