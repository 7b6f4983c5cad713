package org.ebbcast.onos.cluster;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ebbcast.onos.Settings;
import org.ebbcast.onos.agents.AgentLocator;
import org.ebbcast.onos.agents.OnosAgents;
import org.ebbcast.onos.fabric.FabricServices;
import org.ebbcast.onos.fabric.OnosFabric;
import org.ebbcast.onos.journal.OnosJournal;
import org.ebbcast.onos.rules.OnosRules;
import org.ebbcast.onos.rules.RuleServices;
import org.ebbcast.orchestrator.EventLoop;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.ThreadEventLoop;
import org.ebbcast.planner.SteinerPackingPlanner;
import org.onosproject.store.service.StorageService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs while this instance leads: the orchestrator and its ports. Owned by the control worker. */
public final class Driver {
    private static final Logger LOG = LoggerFactory.getLogger(Driver.class);
    private static final Duration CLEANING_PATIENCE = Duration.ofSeconds(8);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final OnosFabric fabric;
    private final OnosRules rules;
    private final OnosAgents agents;
    private final OnosJournal journal;
    private final Orchestrator orchestrator;

    private Driver(
            FabricServices fabricServices,
            RuleServices ruleServices,
            StorageService storage,
            Settings settings,
            String instance) {
        try {
            rules = opened(OnosRules.start(ruleServices, settings.ruleTimeout()));
            fabric = opened(OnosFabric.start(fabricServices, rules.counters(), settings.linkCapacity()));
            journal = opened(OnosJournal.open(storage));
            EventLoop loop = ThreadEventLoop.start("ebbcast-orchestrator");
            opened.push(loop::close);
            agents = opened(OnosAgents.start(settings.agents(instance)));
            agents.addListener(new AgentLocator(fabric));
            orchestrator = Orchestrator.start(
                    settings.orchestrator(),
                    fabric,
                    rules,
                    agents,
                    journal,
                    new SteinerPackingPlanner(),
                    loop,
                    new SecureRandom());
        } catch (RuntimeException e) {
            closeAll();
            throw e;
        }
    }

    /**
     * Starts: takes up what the journal says is unfinished, removes orphan rules, listens for agents.
     *
     * @throws RuntimeException saying what could not be started; nothing is left running
     */
    public static Driver start(
            FabricServices fabricServices,
            RuleServices ruleServices,
            StorageService storage,
            Settings settings,
            String instance) {
        return new Driver(fabricServices, ruleServices, storage, settings, instance);
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    public Orchestrator orchestrator() {
        return orchestrator;
    }

    /** @param capacity see {@link OnosFabric#setDefaultCapacity} */
    public void setLinkCapacity(OptionalLong capacity) {
        fabric.setDefaultCapacity(capacity);
    }

    /** Ends while still leading: senders stop, every rule goes, unfinished distributions wait in the journal. */
    public void close() {
        orchestrator.close();
        try {
            rules.removeOrphans(Set.of(), Set.of())
                    .thenCompose(orphans -> rules.forgetAway())
                    .toCompletableFuture()
                    .get(CLEANING_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Tried to take all rules out before ending but {}; the next start removes them", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeAll();
    }

    /** Ends after another instance took the lead: touches neither rules nor journal, which are that one's now. */
    public void abandon() {
        journal.close();
        agents.close();
        rules.close();
        orchestrator.close();
        closeAll();
    }

    private void closeAll() {
        while (!opened.isEmpty()) {
            AutoCloseable part = opened.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not end cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }
}
