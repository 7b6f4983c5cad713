package org.ebbcast.orchestrator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.ebbcast.orchestrator.life.Effect;
import org.ebbcast.orchestrator.port.AgentPort;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.orchestrator.port.JournalPort;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.RuleStages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes calls of ports of what the engine wants, and events of their answers. Owned by the orchestrator's loop. */
final class PortEffects implements Effect.Performer {
    private static final Logger LOG = LoggerFactory.getLogger(PortEffects.class);

    private final AgentPort agents;
    private final FabricPort fabric;
    private final JournalPort journal;
    private final RuleDesk desk;
    private final EngineLoop loop;
    private final Map<String, CompletableFuture<Void>> saves = new HashMap<>();

    PortEffects(AgentPort agents, FabricPort fabric, JournalPort journal, RuleDesk desk, EngineLoop loop) {
        this.agents = agents;
        this.fabric = fabric;
        this.journal = journal;
        this.desk = desk;
        this.loop = loop;
    }

    /** Ends when the last entry of a distribution that was saved is durable; exceptionally if it cannot be. */
    CompletableFuture<Void> durable(DistributionId id) {
        return saves.getOrDefault(id.toString(), CompletableFuture.completedFuture(null));
    }

    @Override
    public void send(HostId host, ControllerMessage message) {
        agents.send(host, message);
    }

    @Override
    public void install(long cookie, RuleStages stages) {
        desk.install(cookie, stages, (c, refusal) -> loop.run((e, now) -> e.treeInstalled(c, refusal, now)));
    }

    @Override
    public void remove(long cookie, RuleStages stages) {
        desk.remove(cookie, stages, (c, problem) -> loop.run((e, now) -> e.treeRemoved(c, problem, now)));
    }

    @Override
    public void reinstall(List<RuleStages> stages) {
        desk.reinstall(stages);
    }

    @Override
    public void sweep(Set<Long> liveCookies, Set<Integer> liveGroupIds) {
        desk.sweep(liveCookies, liveGroupIds);
    }

    @Override
    public void probe(Ipv4Address address) {
        fabric.probe(address);
    }

    @Override
    public void poll(DatapathId datapathId) {
        fabric.poll(datapathId);
    }

    @Override
    public void save(String key, byte[] value) {
        CompletableFuture<Void> save = journal.put(key, value).toCompletableFuture();
        saves.put(key, save);
        save.whenComplete((ok, error) -> loop.execute((engine, now) -> {
            saves.remove(key, save);
            if (error != null) {
                String problem = RuleDesk.problem(error).orElse("nothing is known");
                LOG.error("Tried to write journal entry '{}' but {}; look at the state directory", key, problem);
                if (key.startsWith("d-")) {
                    engine.journalFailed(DistributionId.parse(key), problem, now);
                }
            }
        }));
    }

    @Override
    public void drop(String key) {
        journal.remove(key).whenComplete((ok, error) -> RuleDesk.problem(error)
                .ifPresent(p -> LOG.warn("Tried to drop journal entry '{}' but {}", key, p)));
    }
}
