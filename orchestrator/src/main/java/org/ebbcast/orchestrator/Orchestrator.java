package org.ebbcast.orchestrator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.ebbcast.orchestrator.config.OrchestratorConfig;
import org.ebbcast.orchestrator.life.Counters;
import org.ebbcast.orchestrator.life.Engine;
import org.ebbcast.orchestrator.port.AgentPort;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.orchestrator.port.JournalPort;
import org.ebbcast.orchestrator.port.RulePort;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.orchestrator.view.AgentView;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.IntentException;
import org.ebbcast.orchestrator.view.TopologyView;
import org.ebbcast.planner.Planner;
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

    private final FabricPort fabric;
    private final RulePort rules;
    private final Counters counters = new Counters();
    private final ViewStore views = new ViewStore();
    private final EngineLoop loop;
    private final PortEffects effects;

    private Orchestrator(
            OrchestratorConfig config,
            FabricPort fabric,
            RulePort rules,
            AgentPort agents,
            JournalPort journal,
            Planner planner,
            EventLoop loop,
            Random random) {
        this.fabric = fabric;
        this.rules = rules;
        Engine engine = new Engine(config, planner, random, counters, journal.load(), loop.nowNanos());
        this.loop = new EngineLoop(loop, engine, config.queueLimit(), counters, views);
        effects = new PortEffects(agents, fabric, journal, new RuleDesk(rules, loop, counters), this.loop);
    }

    /**
     * Starts on {@code loop}: removes orphan rules, takes up what the journal says is unfinished, listens.
     *
     * @param random for access tokens and keys; a {@link java.security.SecureRandom} outside of tests
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
        o.loop.start(o.effects, (engine, now) -> {
            engine.topologyChanged(fabric.topology(), now);
            engine.resume(loop.wallClock(), now);
        });
        fabric.addListener(new FabricEvents(fabric, o.loop));
        agents.addListener(new AgentEvents(o.loop));
        return o;
    }

    /**
     * Takes an intent on; completes when it is durable.
     *
     * @return ends exceptionally with {@link IntentException} if it cannot be served
     */
    public CompletionStage<DistributionView> submit(Intent intent) {
        long cameNanos = loop.nowNanos();
        return ask(intent.image(), (engine, now) -> engine.submit(intent, loop.wallClock(), cameNanos));
    }

    /**
     * Cancels; completes when that is under way. It is over when its state says so.
     *
     * @return ends exceptionally with {@link IntentException} if there is no such distribution or it is over
     */
    public CompletionStage<DistributionView> cancel(DistributionId id) {
        return change(id, (engine, now) -> engine.cancel(id, now));
    }

    /**
     * Holds a distribution until it is resumed; completes when that is durable.
     *
     * @return ends exceptionally with {@link IntentException} if there is no such distribution or it is over
     */
    public CompletionStage<DistributionView> pause(DistributionId id) {
        return change(id, (engine, now) -> engine.pause(id, now));
    }

    /**
     * Lets a paused distribution go on; completes when that is durable.
     *
     * @return ends exceptionally with {@link IntentException} if there is no such distribution or it is over
     */
    public CompletionStage<DistributionView> resume(DistributionId id) {
        return change(id, (engine, now) -> engine.resume(id, now));
    }

    /** Something done to a distribution that is there. */
    private interface Change {
        void make(Engine engine, long nowNanos) throws IntentException;
    }

    private CompletionStage<DistributionView> change(DistributionId id, Change change) {
        return ask(id.toString(), (engine, now) -> {
            change.make(engine, now);
            return id;
        });
    }

    /** A command that names the distribution it is about. */
    private interface Command {
        DistributionId run(Engine engine, long nowNanos) throws IntentException;
    }

    private CompletionStage<DistributionView> ask(String value, Command command) {
        CompletableFuture<DistributionView> answer = new CompletableFuture<>();
        boolean taken = loop.offer((engine, now) -> {
            try {
                DistributionId id = command.run(engine, now);
                loop.flush();
                effects.durable(id).whenComplete((ok, error) -> settle(answer, id, error));
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
                IntentException.Kind.UNAVAILABLE, value, loop.queueLimit() + " events are waiting; try again soon");
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
        return query((engine, now) -> engine.agents());
    }

    /** The fabric with its loads, as it is when the loop gets to it. */
    public CompletionStage<TopologyView> topology() {
        return query(Engine::topology);
    }

    private <T> CompletionStage<T> query(BiFunction<Engine, Long, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean taken = loop.offer((engine, now) -> answer.complete(question.apply(engine, now)));
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
        return loop.queued();
    }

    /** Stops senders, takes rules out and ends; what is unfinished stays in the journal for the next controller. */
    @Override
    public void close() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.close(CLOSE_PATIENCE.toNanos(), () -> done.complete(null));
        try {
            done.get(CLOSE_PATIENCE.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Tried to take all rules out before closing but {}; the next start removes them", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
