package org.ebbcast.onos.rules;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.onos.Worker;
import org.ebbcast.orchestrator.port.RuleException;
import org.ebbcast.rules.DatapathId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleOperations;
import org.onosproject.net.flow.FlowRuleOperationsContext;

/**
 * Flow rules in and out of switches: a batch is done when every switch in it has answered the barrier, and a rule is
 * confirmed when ONOS's flow poll has found it in the table. Runs on the worker.
 *
 * <p>Each stage is a FlowRuleOperations of its own. ONOS can stage within one, but goes on to the next stage when one
 * has failed, which would open a tree at its root while a leaf is missing.
 */
final class FlowProgrammer {
    private final RuleServices services;
    private final Confirmations confirmations;
    private final Worker worker;

    FlowProgrammer(RuleServices services, Confirmations confirmations, Worker worker) {
        this.services = services;
        this.confirmations = confirmations;
        this.worker = worker;
    }

    CompletableFuture<Void> add(Collection<FlowRule> rules) {
        FlowRuleOperations.Builder batch = FlowRuleOperations.builder();
        rules.forEach(batch::add);
        return apply(batch, rules);
    }

    CompletableFuture<Void> remove(Collection<FlowRule> rules) {
        FlowRuleOperations.Builder batch = FlowRuleOperations.builder();
        rules.forEach(batch::remove);
        return apply(batch, rules);
    }

    private CompletableFuture<Void> apply(FlowRuleOperations.Builder batch, Collection<FlowRule> rules) {
        if (rules.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> answered = new CompletableFuture<>();
        services.flows().apply(batch.build(new FlowRuleOperationsContext() {
            @Override
            public void onSuccess(FlowRuleOperations done) {
                answered.complete(null);
            }

            @Override
            public void onError(FlowRuleOperations failed) {
                FlowRule first = failed.stages().stream()
                        .flatMap(Collection::stream)
                        .map(operation -> operation.rule())
                        .findFirst()
                        .orElseGet(() -> rules.iterator().next());
                answered.completeExceptionally(refused(first));
            }
        }));
        // the callback comes on ONOS's thread; what follows runs on ours, and no later than a rule may take
        DeviceId any = rules.iterator().next().deviceId();
        answered.whenCompleteAsync((nothing, failure) -> confirmations.look(any), worker);
        return confirmations
                .await(datapathId(any), "a stage of " + rules.size() + " flows", answered::isDone)
                .thenCompose(nothing -> answered);
    }

    /** Done when all {@code rules} are in the tables, as seen by ONOS's poll. */
    CompletableFuture<Void> confirmed(List<FlowRule> rules) {
        return all(rules.stream()
                .map(rule -> confirmations.await(datapathId(rule.deviceId()), describe(rule), () -> isAdded(rule)))
                .collect(Collectors.toList()));
    }

    /** Done when none of {@code rules} is left where the switch is still there. */
    CompletableFuture<Void> gone(Collection<FlowRule> rules) {
        return all(rules.stream()
                .map(rule -> confirmations.await(
                        datapathId(rule.deviceId()),
                        "removal of " + describe(rule),
                        () -> !present(rule) || !services.devices().isAvailable(rule.deviceId())))
                .collect(Collectors.toList()));
    }

    boolean present(FlowRule rule) {
        FlowEntry entry = services.flows().getFlowEntry(rule);
        return entry != null && entry.id().equals(rule.id());
    }

    private boolean isAdded(FlowRule rule) throws RuleException {
        if (!services.devices().isAvailable(rule.deviceId())) {
            throw new RuleException(
                    datapathId(rule.deviceId()), "Tried to program it but it is not connected to ONOS");
        }
        FlowEntry entry = services.flows().getFlowEntry(rule);
        if (entry != null && entry.state() == FlowEntry.FlowEntryState.FAILED) {
            throw refused(rule);
        }
        return entry != null && entry.id().equals(rule.id()) && entry.state() == FlowEntry.FlowEntryState.ADDED;
    }

    static CompletableFuture<Void> all(List<CompletableFuture<Void>> parts) {
        return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]));
    }

    private static RuleException refused(FlowRule rule) {
        return new RuleException(
                datapathId(rule.deviceId()),
                "Tried to program " + describe(rule) + " but it was refused; see karaf.log for the OpenFlow error");
    }

    private static String describe(FlowRule rule) {
        return "flow 0x" + Long.toHexString(RuleTranslator.cookie(rule.id()));
    }

    private static DatapathId datapathId(DeviceId device) {
        return OnosIds.datapathId(device)
                .orElseThrow(() -> new IllegalArgumentException(device + " is no OpenFlow device"));
    }
}
