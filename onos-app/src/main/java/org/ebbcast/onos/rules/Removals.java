package org.ebbcast.onos.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.onos.Worker;
import org.ebbcast.rules.DatapathId;
import org.onosproject.net.Device;
import org.onosproject.net.flow.FlowRule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes rules out, flows before groups, and remembers what it owes to switches that are away: ONOS would put such
 * rules back in when they return. Never fails; what a switch does not confirm in time is logged. Owned by the worker.
 */
final class Removals {
    private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

    /** Flows and groups of one switch. */
    static final class Batch {
        private final Set<FlowRule> flows = new HashSet<>();
        private final Set<Integer> groups = new HashSet<>();

        Set<FlowRule> flows() {
            return flows;
        }

        Set<Integer> groups() {
            return groups;
        }
    }

    private final RuleServices services;
    private final FlowProgrammer flows;
    private final GroupProgrammer groups;
    private final Worker worker;
    private final Map<DatapathId, Batch> owed = new HashMap<>();
    private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);

    Removals(RuleServices services, FlowProgrammer flows, GroupProgrammer groups, Worker worker) {
        this.services = services;
        this.flows = flows;
        this.groups = groups;
        this.worker = worker;
    }

    /** Takes {@code flowStages} out in order, each behind its barrier, then the groups; done when confirmed. */
    CompletableFuture<Void> run(List<List<FlowRule>> flowStages, Map<DatapathId, Set<Integer>> groupIds) {
        CompletableFuture<Void> steps = CompletableFuture.completedFuture(null);
        for (List<FlowRule> stage : flowStages) {
            steps = steps.thenComposeAsync(nothing -> logged(flows.remove(reachable(stage))), worker);
        }
        List<FlowRule> all = flowStages.stream().flatMap(List::stream).collect(Collectors.toList());
        return steps.thenComposeAsync(nothing -> removeGroups(groupIds), worker)
                .thenComposeAsync(nothing -> logged(flows.gone(reachable(all))), worker)
                .thenRunAsync(() -> groupIds.forEach((at, ids) -> oweIfLeft(at, List.of(), ids)), worker)
                .thenRunAsync(() -> all.forEach(flow -> oweIfLeft(at(flow), List.of(flow), Set.of())), worker);
    }

    /** A switch is back: what it was owed is taken out now. */
    void settle(DatapathId datapathId) {
        Batch batch = owed.remove(datapathId);
        if (batch != null) {
            LOG.info("{} is back; taking out {} flows and {} groups that ended while it was away", datapathId,
                    batch.flows.size(), batch.groups.size());
            CompletableFuture<Void> before = settled;
            settled = run(List.of(List.copyOf(batch.flows)), Map.of(datapathId, batch.groups))
                    .thenCompose(nothing -> before);
        }
    }

    /** Leaves nothing in ONOS's stores for switches that are away. */
    void forgetAway() {
        owed.clear();
        for (Device device : services.devices().getDevices()) {
            if (!services.devices().isAvailable(device.id())) {
                services.flows().purgeFlowRules(device.id(), services.application());
                services.groups().purgeGroupEntries(device.id(), services.application());
            }
        }
    }

    /** Done when what was owed to switches that are back is out. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    /** These are wanted again. */
    void forgive(DatapathId datapathId, FlowRule flow, Collection<Integer> groupIds) {
        Batch batch = owed.get(datapathId);
        if (batch != null) {
            batch.flows.remove(flow);
            batch.groups.removeAll(groupIds);
        }
    }

    private CompletableFuture<Void> removeGroups(Map<DatapathId, Set<Integer>> groupIds) {
        List<CompletableFuture<Void>> gone = new ArrayList<>();
        groupIds.forEach((at, ids) -> {
            if (available(at)) {
                ids.forEach(id -> groups.remove(at, id));
                ids.forEach(id -> gone.add(groups.gone(at, id)));
            }
        });
        return logged(FlowProgrammer.all(gone));
    }

    private void oweIfLeft(DatapathId datapathId, Collection<FlowRule> flowRules, Collection<Integer> groupIds) {
        if (available(datapathId)) {
            return;
        }
        Batch batch = new Batch();
        flowRules.stream().filter(flows::present).forEach(batch.flows::add);
        groupIds.stream().filter(id -> groups.present(datapathId, id)).forEach(batch.groups::add);
        if (!batch.flows.isEmpty() || !batch.groups.isEmpty()) {
            Batch all = owed.computeIfAbsent(datapathId, d -> new Batch());
            all.flows.addAll(batch.flows);
            all.groups.addAll(batch.groups);
        }
    }

    private List<FlowRule> reachable(List<FlowRule> rules) {
        return rules.stream()
                .filter(rule -> services.devices().isAvailable(rule.deviceId()))
                .collect(Collectors.toList());
    }

    private boolean available(DatapathId datapathId) {
        return services.devices().isAvailable(OnosIds.deviceId(datapathId));
    }

    private static DatapathId at(FlowRule flow) {
        return OnosIds.datapathId(flow.deviceId()).orElseThrow();
    }

    private static CompletableFuture<Void> logged(CompletableFuture<Void> step) {
        return step.exceptionally(failure -> {
            LOG.warn("a rule may be left behind: {}", failure.getMessage());
            return null;
        });
    }
}
