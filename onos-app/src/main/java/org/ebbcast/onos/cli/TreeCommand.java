package org.ebbcast.onos.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.rest.DistributionsResource;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.LinkView;
import org.ebbcast.orchestrator.view.TreeView;

/** Shows the trees of a distribution, link by link from the root. */
@Service
@Command(scope = "ebbcast", name = "tree", description = "Shows the trees of a distribution")
public final class TreeCommand extends EbbcastCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Argument(index = 0, name = "id", description = "Distribution, such as d-1", required = true)
    @Completion(DistributionCompleter.class)
    String id = "";

    @Override
    void run() throws CommandException {
        Orchestrator orchestrator = orchestrator();
        DistributionView view = distribution(orchestrator, id);
        if (outputJson()) {
            print("%s", trees(ShowCommand.json(new DistributionsResource(orchestrator), id)));
            return;
        }
        for (TreeView tree : view.trees()) {
            print(
                    "tree %d: %s from %s at %s Mbit/s to %d targets",
                    tree.tree(),
                    tree.groupAddress(),
                    tree.root(),
                    megabits(tree.rateBitsPerSecond()),
                    tree.targets().size());
            for (LinkView link : tree.links()) {
                print("  %s -> %s", link.from(), link.to());
            }
        }
    }

    private static String trees(String distribution) throws CommandException {
        try {
            return JSON.readTree(distribution).path("trees").toString();
        } catch (JsonProcessingException e) {
            throw new CommandException(e.getMessage());
        }
    }
}
