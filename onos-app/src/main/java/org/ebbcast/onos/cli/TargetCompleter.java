package org.ebbcast.onos.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.view.AgentView;

/** Completes hosts, labels and {@code all}. */
@Service
public final class TargetCompleter extends Choices {
    @Override
    List<String> choices(Orchestrator orchestrator) throws CommandException {
        Set<String> choices = new TreeSet<>(agents(orchestrator));
        choices.add("all");
        for (AgentView agent : EbbcastCommand.answer(orchestrator.agents())) {
            for (Map.Entry<String, String> label : agent.labels().entrySet()) {
                choices.add(label.getKey() + "=" + label.getValue());
            }
        }
        return List.copyOf(choices);
    }
}
