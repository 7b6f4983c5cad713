package org.ebbcast.onos.cli;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.rest.FabricResource;
import org.ebbcast.orchestrator.view.AgentView;

/** Lists the host agents. */
@Service
@Command(scope = "ebbcast", name = "agents", description = "Lists host agents and where they attach")
public final class AgentsCommand extends EbbcastCommand {
    @Override
    void run() throws CommandException {
        Orchestrator orchestrator = orchestrator();
        if (outputJson()) {
            print("%s", new FabricResource(orchestrator).agents());
            return;
        }
        print("%-20s %-9s %-24s %-6s %14s  %s", "host", "connected", "attached to", "docker", "free bytes", "labels");
        for (AgentView agent : answer(orchestrator.agents())) {
            print(
                    "%-20s %-9s %-24s %-6s %14d  %s",
                    agent.host(),
                    agent.connected() ? "yes" : "no",
                    agent.attachedTo().map(Object::toString).orElse("not seen yet"),
                    agent.docker() ? "yes" : "no",
                    agent.freeBytes(),
                    agent.labels());
        }
    }
}
