package org.ebbcast.orchestrator;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.ebbcast.orchestrator.config.OrchestratorConfig;
import org.ebbcast.orchestrator.life.Counters;
import org.ebbcast.orchestrator.life.Effect;
import org.ebbcast.orchestrator.life.Engine;
import org.ebbcast.orchestrator.port.AgentPort;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.orchestrator.port.JournalPort;
import org.ebbcast.orchestrator.port.PortSample;
import org.ebbcast.orchestrator.port.RulePort;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.orchestrator.view.AgentView;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.IntentException;
import org.ebbcast.orchestrator.view.TopologyView;
import org.ebbcast.planner.Planner;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.Heartbeat;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ImportProgress;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.SenderProgress;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PortNumber;
import org.ebbcast.rules.RuleStages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs distributions: takes intents, drives the ports, shows how far things are.
 *
 * <p>One {@link EventLoop} owns all state, in an {@link Engine} that knows no I/O; every public method may be called
 * from any thread and posts to that loop. At most {@code queue-limit} events wait there: beyond that, progress reports
 * and statistics are dropped (newer ones follow), intents are refused, and an agent of whom anything else was dropped
 * is treated as one that has just come back, so that it is told again what it should be doing.
 */
public final class Orchestrator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Orchestrator.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    private final OrchestratorConfig config;
    private final AgentPort agents;
    private final FabricPort fabric;
    private final RulePort rules;
    private final JournalPort journal;
    private final EventLoop loop;
    private final Counters counters = new Counters();
    private final ViewStore views = new ViewStore();
    private final AtomicInteger queued = new AtomicInteger();
    private final Map<HostId, Hello> hellos = new ConcurrentHashMap<>();
    private final Set<HostId> overrun = ConcurrentHashMap.newKeySet();
    private final RuleDesk desk;
    private final Engine engine;
    private final Effect.Performer performer = new Performer();
    private final Map<String, CompletableFuture<Void>> saves = new HashMap<>();
    private long wakeAtNanos = Long.MAX_VALUE;
    private boolean closed;

    private Orchestrator(
            OrchestratorConfig config,
            FabricPort fabric,
            RulePort rules,
            AgentPort agents,
            JournalPort journal,
            Planner planner,
            EventLoop loop,
            Random random) {
        this.config = config;
        this.agents = agents;
        this.fabric = fabric;
        this.rules = rules;
        this.journal = journal;
        this.loop = loop;
        desk = new RuleDesk(rules, loop, counters);
        engine = new Engine(config, planner, random, counters, journal.load(), loop.nowNanos());
    }

    /**
     * Starts on {@code loop}: removes orphan rules, takes up what the journal says is unfinished, listens.
     *
     * @param random for access tokens; a {@link java.security.SecureRandom} outside of tests
     */
    public static Orchestrator start(
            OrchestratorConfig config,
            FabricPort fabric,
            RulePort rules,
            AgentPort agents,
            JournalPort journal,
            Planner planner,
            EventLoop loop,
            Random random) {
        Orchestrator o = new Orchestrator(config, fabric, rules, agents, journal, planner, loop, random);
        loop.execute(() -> {
            o.engine.topologyChanged(fabric.topology(), loop.nowNanos());
            o.engine.resume(loop.wallClock(), loop.nowNanos());
            o.flush();
        });
        fabric.addListener(o.new FabricEvents());
        agents.addListener(o.new AgentEvents());
        return o;
    }

    /**
     * Takes an intent on; completes when it is durable.
     *
     * @return ends exceptionally with {@link IntentException} if it cannot be served
     */
    public CompletionStage<DistributionView> submit(Intent intent) {
        long cameNanos = loop.nowNanos();
        return ask(intent.image(), o -> o.engine.submit(intent, loop.wallClock(), cameNanos));
    }

    /**
     * Cancels; completes when that is under way. It is over when its state says so.
     *
     * @return ends exceptionally with {@link IntentException} if there is no such distribution or it is over
     */
    public CompletionStage<DistributionView> cancel(DistributionId id) {
        return ask(id.toString(), o -> {
            o.engine.cancel(id, loop.nowNanos());
            return id;
        });
    }

    /**
     * Holds a distribution until it is resumed; completes when that is durable.
     *
     * @return ends exceptionally with {@link IntentException} if there is no such distribution or it is over
     */
    public CompletionStage<DistributionView> pause(DistributionId id) {
        return ask(id.toString(), o -> {
            o.engine.pause(id, loop.nowNanos());
            return id;
        });
    }

    /**
     * Lets a paused distribution go on; completes when that is durable.
     *
     * @return ends exceptionally with {@link IntentException} if there is no such distribution or it is over
     */
    public CompletionStage<DistributionView> resume(DistributionId id) {
        return ask(id.toString(), o -> {
            o.engine.resume(id, loop.nowNanos());
            return id;
        });
    }

    /** A command that names the distribution it is about. */
    private interface Command {
        DistributionId run(Orchestrator o) throws IntentException;
    }

    private CompletionStage<DistributionView> ask(String value, Command command) {
        CompletableFuture<DistributionView> answer = new CompletableFuture<>();
        boolean taken = post(() -> {
            try {
                DistributionId id = command.run(this);
                flush();
                CompletableFuture<Void> durable = saves.getOrDefault(
                        id.toString(), CompletableFuture.completedFuture(null));
                durable.whenComplete((ok, error) -> settle(answer, id, error));
            } catch (IntentException e) {
                answer.completeExceptionally(e);
            }
        });
        if (!taken) {
            answer.completeExceptionally(busy(value));
        }
        return answer;
    }

    private IntentException busy(String value) {
        return new IntentException(
                IntentException.Kind.UNAVAILABLE, value, config.queueLimit() + " events are waiting; try again soon");
    }

    private void settle(CompletableFuture<DistributionView> answer, DistributionId id, Throwable error) {
        Optional<DistributionView> view = views.get(id);
        if (error == null && view.isPresent()) {
            answer.complete(view.get());
        } else {
            answer.completeExceptionally(new IntentException(IntentException.Kind.UNAVAILABLE, id.toString(),
                    "Tried to make " + id + " durable but " + RuleDesk.problem(error).orElse("it is gone")
                            + "; look at the controller's state directory"));
        }
    }

    /** Every distribution that is remembered, oldest first. */
    public List<DistributionView> distributions() {
        return views.all();
    }

    public Optional<DistributionView> distribution(DistributionId id) {
        return views.get(id);
    }

    /** As {@link #distribution}, once there is news after {@code revision} or {@code patience} is over; blocks. */
    public Optional<DistributionView> await(DistributionId id, long revision, Duration patience)
            throws InterruptedException {
        return views.await(id, revision, patience);
    }

    /** Every agent that was ever seen, as it is when the loop gets to it. */
    public CompletionStage<List<AgentView>> agents() {
        return query(o -> o.engine.agents());
    }

    /** The fabric with its loads, as it is when the loop gets to it. */
    public CompletionStage<TopologyView> topology() {
        return query(o -> o.engine.topology(loop.nowNanos()));
    }

    private <T> CompletionStage<T> query(Function<Orchestrator, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean taken = post(() -> answer.complete(question.apply(this)));
        if (!taken) {
            answer.completeExceptionally(busy(""));
        }
        return answer;
    }

    /** Ebbcast's flows and groups, read from the switches now. */
    public CompletionStage<List<RulePort.OwnRule>> rules() {
        return rules.inventory();
    }

    /** What the fabric looks like now, without loads. */
    public Topology fabric() {
        return fabric.topology();
    }

    public Counters counters() {
        return counters;
    }

    /** Events that wait for the loop. */
    public int queuedEvents() {
        return queued.get();
    }

    /** Stops senders, takes rules out and ends; what is unfinished stays in the journal for the next controller. */
    @Override
    public void close() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            engine.suspend(loop.nowNanos());
            flush();
            waitForRules(done, loop.nowNanos() + CLOSE_PATIENCE.toNanos());
        });
        try {
            done.get(CLOSE_PATIENCE.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Tried to take all rules out before closing but {}; the next start removes them", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void waitForRules(CompletableFuture<Void> done, long untilNanos) {
        if (engine.treeCount() == 0 || loop.nowNanos() - untilNanos >= 0) {
            closed = true;
            done.complete(null);
        } else {
            loop.schedule(20_000_000, () -> waitForRules(done, untilNanos));
        }
    }

    private boolean post(Runnable event) {
        if (queued.incrementAndGet() > config.queueLimit()) {
            queued.decrementAndGet();
            counters.add(Counters.Count.EVENTS_DROPPED, 1);
            return false;
        }
        loop.execute(() -> {
            queued.decrementAndGet();
            run(event);
        });
        return true;
    }

    /** Every event ends here: what the engine wants is done, what changed is shown, the next wake-up is set. */
    private void run(Runnable event) {
        if (closed) {
            return;
        }
        event.run();
        flush();
    }

    private void flush() {
        resync();
        for (Effect effect : engine.drainEffects()) {
            effect.perform(performer);
        }
        views.put(engine.drainChanged(loop.nowNanos()), engine.drainForgotten());
        engine.nextTickNanos().ifPresent(this::wakeAt);
    }

    private void wakeAt(long nanos) {
        if (nanos < wakeAtNanos) {
            wakeAtNanos = nanos;
            loop.schedule(nanos - loop.nowNanos(), () -> {
                if (wakeAtNanos == nanos) {
                    wakeAtNanos = Long.MAX_VALUE;
                    run(() -> engine.tick(loop.nowNanos()));
                }
            });
        }
    }

    /** Agents of whom something was dropped are told again what they should be doing. */
    private void resync() {
        for (HostId host : overrun) {
            Hello hello = hellos.get(host);
            if (overrun.remove(host) && hello != null) {
                LOG.warn("events of {} were dropped; telling it again what to do", host);
                engine.agentConnected(host, hello, loop.nowNanos());
            }
        }
    }

    /** Effects become calls of ports. */
    private final class Performer implements Effect.Performer {
        @Override
        public void send(HostId host, ControllerMessage message) {
            agents.send(host, message);
        }

        @Override
        public void install(long cookie, RuleStages stages) {
            desk.install(cookie, stages, (c, refusal) ->
                    run(() -> engine.treeInstalled(c, refusal, loop.nowNanos())));
        }

        @Override
        public void remove(long cookie, RuleStages stages) {
            desk.remove(cookie, stages, (c, problem) -> run(() -> engine.treeRemoved(c, problem, loop.nowNanos())));
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
            CompletableFuture<Void> saved = journal.put(key, value).toCompletableFuture();
            saves.put(key, saved);
            saved.whenComplete((ok, error) -> loop.execute(() -> run(() -> saved(key, saved, error))));
        }

        private void saved(String key, CompletableFuture<Void> save, Throwable error) {
            saves.remove(key, save);
            if (error != null) {
                String problem = RuleDesk.problem(error).orElse("nothing is known");
                LOG.error("Tried to write journal entry '{}' but {}; look at the state directory", key, problem);
                if (key.startsWith("d-")) {
                    engine.journalFailed(DistributionId.parse(key), problem, loop.nowNanos());
                }
            }
        }

        @Override
        public void drop(String key) {
            journal.remove(key).whenComplete((ok, error) -> RuleDesk.problem(error)
                    .ifPresent(p -> LOG.warn("Tried to drop journal entry '{}' but {}", key, p)));
        }
    }

    /** Hears of the fabric from any thread. */
    private final class FabricEvents implements FabricPort.Listener {
        @Override
        public void topologyChanged(Topology topology) {
            loop.execute(() -> run(() -> engine.topologyChanged(fabric.topology(), loop.nowNanos())));
        }

        @Override
        public void statisticsRead(DatapathId datapathId, List<PortSample> ports, List<RuleSample> samples) {
            long nowNanos = loop.nowNanos();
            post(() -> engine.statisticsRead(datapathId, ports, samples, nowNanos));
        }

        @Override
        public void queuesRead(DatapathId datapathId, Set<PortNumber> withQueue) {
            post(() -> engine.queuesRead(datapathId, withQueue, loop.nowNanos()));
        }

        @Override
        public void switchConnected(DatapathId datapathId) {
            loop.execute(() -> run(() -> engine.switchConnected(datapathId, loop.nowNanos())));
        }
    }

    /** Hears of agents from any thread. */
    private final class AgentEvents implements AgentPort.Listener {
        @Override
        public void connected(HostId host, Hello hello) {
            hellos.put(host, hello);
            loop.execute(() -> run(() -> engine.agentConnected(host, hello, loop.nowNanos())));
        }

        @Override
        public void disconnected(HostId host, String reason) {
            hellos.remove(host);
            loop.execute(() -> run(() -> engine.agentDisconnected(host, reason, loop.nowNanos())));
        }

        @Override
        public void received(HostId host, AgentMessage message) {
            boolean taken = post(() -> engine.agentSaid(host, message, loop.nowNanos()));
            boolean repeated = message instanceof ReceiverProgress
                    || message instanceof Heartbeat
                    || message instanceof ImportProgress
                    || message instanceof SenderProgress && !((SenderProgress) message).finished();
            if (!taken && !repeated) {
                overrun.add(host);
            }
        }
    }
}
