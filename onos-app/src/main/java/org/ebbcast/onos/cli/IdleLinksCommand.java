package org.ebbcast.onos.cli;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.rest.FabricResource;
import org.ebbcast.orchestrator.view.LinkEnd;
import org.ebbcast.orchestrator.view.TopologyLinkView;

/** Shows what is idle on every link, each direction apart. */
@Service
@Command(scope = "ebbcast", name = "idle-links", description = "Shows idle bandwidth per link and direction, idlest first")
public final class IdleLinksCommand extends EbbcastCommand {
    @Override
    void run() throws CommandException {
        Orchestrator orchestrator = orchestrator();
        if (outputJson()) {
            print("%s", new FabricResource(orchestrator).topology());
            return;
        }
        print("%-24s %-24s %10s %10s %10s %10s %6s", "from", "to", "capacity", "idle", "foreground", "own", "age");
        List<TopologyLinkView> links = answer(orchestrator.topology()).links().stream()
                .sorted(Comparator.comparingLong(TopologyLinkView::idleBitsPerSecond).reversed())
                .collect(Collectors.toList());
        for (TopologyLinkView link : links) {
            print(
                    "%-24s %-24s %10s %10s %10s %10s %6s",
                    name(link.from()),
                    name(link.to()),
                    megabits(link.capacityBitsPerSecond()),
                    megabits(link.idleBitsPerSecond()),
                    link.load().map(load -> megabits(load.foregroundBitsPerSecond())).orElse("?"),
                    link.load().map(load -> megabits(load.ownBitsPerSecond())).orElse("?"),
                    link.load().map(load -> String.format("%.1f", load.ageSeconds())).orElse("?"));
        }
        print("Mbit/s; age in seconds");
    }

    static String name(LinkEnd end) {
        return end.port()
                .map(Object::toString)
                .orElseGet(() -> end.host().map(Object::toString).orElse("a host without agent"));
    }
}
