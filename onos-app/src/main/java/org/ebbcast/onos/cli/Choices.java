package org.ebbcast.onos.cli;

import java.util.ArrayList;
import java.util.List;
import org.ebbcast.onos.EbbcastService;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.view.AgentView;
import org.onosproject.cli.AbstractChoicesCompleter;
import org.onosproject.cli.AbstractShellCommand;

/** A completer that has nothing to offer where this instance does not lead, or the orchestrator does not answer. */
abstract class Choices extends AbstractChoicesCompleter {
    /** What may stand here. */
    abstract List<String> choices(Orchestrator orchestrator) throws CommandException;

    @Override
    protected final List<String> choices() {
        try {
            return AbstractShellCommand.get(EbbcastService.class).orchestrator().isPresent()
                    ? choices(EbbcastCommand.orchestrator())
                    : List.of();
        } catch (CommandException e) {
            return List.of(); // completion must not disturb the line being typed
        }
    }

    static List<String> agents(Orchestrator orchestrator) throws CommandException {
        List<String> hosts = new ArrayList<>();
        for (AgentView agent : EbbcastCommand.answer(orchestrator.agents())) {
            hosts.add(agent.host().toString());
        }
        return hosts;
    }
}
