package org.ebbcast.onos.cli;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;

/**
 * Completes images that were distributed before, and takes any other: the shell completes no argument behind one that
 * its completer does not take.
 */
@Service
public final class ImageCompleter extends Choices {
    @Override
    List<String> choices(Orchestrator orchestrator) {
        Set<String> images = new TreeSet<>();
        orchestrator.distributions().forEach(view -> images.add(view.intent().image()));
        if (commandLine.getCursorArgument() != null) {
            images.add(commandLine.getCursorArgument());
        }
        return List.copyOf(images);
    }
}
