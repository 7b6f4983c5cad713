package org.ebbcast.onos.cli;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;

/** Completes hosts that run an agent. */
@Service
public final class AgentCompleter extends Choices {
    @Override
    List<String> choices(Orchestrator orchestrator) throws CommandException {
        return agents(orchestrator);
    }
}
