package org.ebbcast.onos.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.rest.DistributionsResource;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.protocol.HostId;
import org.jspecify.annotations.Nullable;

/** Distributes an image. */
@Service
@Command(scope = "ebbcast", name = "distribute", description = "Distributes an image to hosts")
public final class DistributeCommand extends EbbcastCommand {
    @Argument(index = 0, name = "image", description = "Image, such as demo/app:v1", required = true)
    @Completion(ImageCompleter.class)
    String image = "";

    @Argument(
            index = 1,
            name = "targets",
            description = "Hosts, labels such as rack=r2, or all",
            required = true,
            multiValued = true)
    @Completion(TargetCompleter.class)
    List<String> targets = new ArrayList<>();

    @Option(
            name = "-s",
            aliases = "--source",
            description = "A host that holds the image; any that does if none is named",
            multiValued = true)
    @Completion(AgentCompleter.class)
    @Nullable List<String> sources;

    @Option(name = "-d", aliases = "--docker", description = "Import into the Docker engines of the targets")
    boolean docker;

    @Option(name = "-e", aliases = "--encrypt", description = "Encrypt what hosts give each other, under a key of this distribution")
    boolean encrypt;

    @Override
    void run() throws CommandException {
        Orchestrator orchestrator = orchestrator();
        List<HostId> from = new ArrayList<>();
        DistributionView view;
        try {
            for (String source : sources == null ? List.<String>of() : sources) {
                from.add(HostId.of(source));
            }
            view = answer(orchestrator.submit(Intent.of(image, from, targets, docker).withEncryption(encrypt)));
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage());
        }
        if (outputJson()) {
            print("%s", ShowCommand.json(new DistributionsResource(orchestrator), view.id().toString()));
        } else {
            print("%s: %s to %d targets; see ebbcast:show %s", view.id(), image, view.targets().size(), view.id());
        }
    }
}
