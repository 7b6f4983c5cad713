package org.ebbcast.onos.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ebbcast.onos.Worker;
import org.ebbcast.onos.fabric.OwnRuleCounters;
import org.ebbcast.orchestrator.port.RuleException;
import org.ebbcast.orchestrator.port.RulePort;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.GroupEntry;
import org.ebbcast.rules.RuleStages;
import org.ebbcast.rules.SwitchRules;
import org.onosproject.net.flow.FlowRule;

/**
 * The rule port on ONOS's services. Thread-safe: every operation runs on the worker, and operations on the same tree
 * run one after the other.
 *
 * <p>All groups of a tree go in at once and are waited for together, since a group that no flow names carries nothing;
 * then the flows, stage by stage behind barriers; then all flows are waited for. So an install costs one group poll and
 * one flow poll of ONOS's, however deep the tree.
 */
public final class OnosRules implements RulePort, AutoCloseable {
    private static final int MAX_WAITING = 100_000;

    private final Worker worker = new Worker("ebbcast-rules", MAX_WAITING);
    private final RuleTranslator translator;
    private final FlowProgrammer flows;
    private final GroupProgrammer groups;
    private final Removals removals;
    private final OwnRules own;
    private final LiveRules live;
    private final RuleEvents events;
    private final Map<Long, CompletableFuture<?>> lastOfTree = new HashMap<>(); // worker only

    private OnosRules(RuleServices services, Duration timeout) {
        Confirmations confirmations = new Confirmations(worker, timeout);
        translator = new RuleTranslator(services.application());
        flows = new FlowProgrammer(services, confirmations, worker);
        groups = new GroupProgrammer(services, translator, confirmations, worker);
        removals = new Removals(services, flows, groups, worker);
        own = new OwnRules(services);
        live = new LiveRules(services.flows());
        events = new RuleEvents(services, worker, confirmations, removals);
    }

    /** @param timeout how long a switch may take to confirm a rule; more than two of ONOS's polls */
    public static OnosRules start(RuleServices services, Duration timeout) {
        OnosRules rules = new OnosRules(services, timeout);
        rules.events.listen();
        return rules;
    }

    /** Byte counters of the flows that are in. */
    public OwnRuleCounters counters() {
        return live;
    }

    @Override
    public CompletionStage<Void> install(RuleStages stages) {
        return inTurn(stages, () -> CompletableFuture.<Void>completedFuture(null)
                .thenCompose(nothing -> putIn(stages))
                .handle((nothing, failure) -> failure)
                .thenCompose(failure -> failure == null
                        ? CompletableFuture.completedFuture(null)
                        : takeOut(reversed(stages)).thenCompose(out -> failed(failure))));
    }

    @Override
    public CompletionStage<Void> remove(RuleStages stages) {
        return inTurn(stages, () -> takeOut(stages));
    }

    @Override
    public CompletionStage<List<OwnRule>> removeOrphans(Set<Long> liveCookies, Set<Integer> liveGroupIds) {
        return onWorker(() -> {
            Map<DatapathId, Removals.Batch> orphans = own.orphans(liveCookies, liveGroupIds);
            List<FlowRule> flowRules = new ArrayList<>();
            Map<DatapathId, Set<Integer>> groupIds = new HashMap<>();
            orphans.forEach((at, batch) -> {
                flowRules.addAll(batch.flows());
                groupIds.put(at, batch.groups());
            });
            return removals.run(List.of(flowRules), groupIds).thenApply(nothing -> OwnRules.listed(orphans));
        });
    }

    /**
     * Takes out of ONOS's stores what is ours in switches that are away, which ONOS would put in again when they return;
     * what they then still hold is foreign to ONOS, which takes it out. For the end, when nobody is left to settle.
     */
    public CompletionStage<Void> forgetAway() {
        return onWorker(() -> {
            removals.forgetAway();
            return CompletableFuture.completedFuture(null);
        });
    }

    @Override
    public CompletionStage<List<OwnRule>> inventory() {
        return onWorker(() -> removals.settled()
                .thenApplyAsync(nothing -> OwnRules.listed(own.orphans(Set.of(), Set.of())), worker));
    }

    private CompletableFuture<Void> putIn(RuleStages stages) {
        List<CompletableFuture<Void>> branching = new ArrayList<>();
        List<FlowRule> all = new ArrayList<>();
        for (SwitchRules rules : flat(stages)) {
            FlowRule flow = flow(rules);
            all.add(flow);
            removals.forgive(rules.datapathId(), flow, rules.group().stream()
                    .map(GroupEntry::groupId)
                    .collect(Collectors.toList()));
            rules.group().ifPresent(group -> branching.add(groups.ensure(rules.datapathId(), group)));
        }
        CompletableFuture<Void> steps = FlowProgrammer.all(branching);
        for (List<SwitchRules> stage : stages.stages()) {
            steps = steps.thenComposeAsync(
                    nothing -> flows.add(stage.stream().map(this::flow).collect(Collectors.toList())), worker);
        }
        return steps.thenComposeAsync(nothing -> flows.confirmed(all), worker)
                .thenRun(() -> flat(stages).forEach(rules -> live.add(rules.datapathId(), flow(rules))));
    }

    private CompletableFuture<Void> takeOut(RuleStages stages) {
        List<List<FlowRule>> flowStages = new ArrayList<>();
        Map<DatapathId, Set<Integer>> groupIds = new HashMap<>();
        for (List<SwitchRules> stage : stages.stages()) {
            flowStages.add(stage.stream().map(this::flow).collect(Collectors.toList()));
        }
        for (SwitchRules rules : flat(stages)) {
            live.remove(rules.datapathId(), flow(rules));
            Optional<GroupEntry> group = rules.group();
            group.ifPresent(entry -> groupIds
                    .computeIfAbsent(rules.datapathId(), at -> new HashSet<>())
                    .add(entry.groupId()));
        }
        return removals.run(flowStages, groupIds);
    }

    private FlowRule flow(SwitchRules rules) {
        return translator.flow(rules.datapathId(), rules.flow());
    }

    private static List<SwitchRules> flat(RuleStages stages) {
        return stages.stages().stream().flatMap(List::stream).collect(Collectors.toList());
    }

    /** What went in from the leaves comes out from the root. */
    private static RuleStages reversed(RuleStages stages) {
        List<List<SwitchRules>> order = new ArrayList<>(stages.stages());
        Collections.reverse(order);
        return RuleStages.of(order);
    }

    private CompletionStage<Void> inTurn(RuleStages stages, Supplier<CompletableFuture<Void>> operation) {
        Set<Long> trees = flat(stages).stream().map(rules -> rules.flow().cookie()).collect(Collectors.toSet());
        return onWorker(() -> {
            CompletableFuture<?>[] before = trees.stream()
                    .filter(lastOfTree::containsKey)
                    .map(lastOfTree::get)
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture<Void> mine = CompletableFuture.allOf(before)
                    .handle((nothing, failure) -> nothing)
                    .thenComposeAsync(nothing -> operation.get(), worker);
            trees.forEach(tree -> lastOfTree.put(tree, mine));
            mine.whenCompleteAsync((nothing, failure) -> trees.forEach(tree -> lastOfTree.remove(tree, mine)), worker);
            return mine;
        });
    }

    /** Runs on the worker; the stage ends with the bare cause, not wrapped. */
    private <T> CompletionStage<T> onWorker(Supplier<CompletableFuture<T>> operation) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        try {
            worker.execute(() -> operation.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    outcome.complete(value);
                } else {
                    outcome.completeExceptionally(cause(failure));
                }
            }));
        } catch (RejectedExecutionException e) {
            outcome.completeExceptionally(e);
        }
        return outcome;
    }

    private static CompletableFuture<Void> failed(Throwable failure) {
        return CompletableFuture.failedFuture(cause(failure));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    @Override
    public void close() {
        events.close();
        worker.close();
    }
}
