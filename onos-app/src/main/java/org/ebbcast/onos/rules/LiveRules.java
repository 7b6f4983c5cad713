package org.ebbcast.onos.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.ebbcast.onos.fabric.OwnRuleCounters;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.rules.DatapathId;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleService;

/**
 * The flows that are in, per switch, so that their counters are read without going through everyone's flows. Written by
 * the rule worker, read by the fabric worker.
 */
final class LiveRules implements OwnRuleCounters {
    private final FlowRuleService flows;
    private final Map<DatapathId, Set<FlowRule>> rules = new ConcurrentHashMap<>();

    LiveRules(FlowRuleService flows) {
        this.flows = flows;
    }

    void add(DatapathId datapathId, FlowRule rule) {
        rules.compute(datapathId, (at, present) -> {
            Set<FlowRule> set = present == null ? ConcurrentHashMap.newKeySet() : present;
            set.remove(rule); // an equal match may have had another id
            set.add(rule);
            return set;
        });
    }

    void remove(DatapathId datapathId, FlowRule rule) {
        rules.computeIfPresent(datapathId, (at, present) -> {
            present.remove(rule);
            return present.isEmpty() ? null : present;
        });
    }

    @Override
    public List<RuleSample> read(DatapathId datapathId) {
        List<RuleSample> samples = new ArrayList<>();
        for (FlowRule rule : rules.getOrDefault(datapathId, Set.of())) {
            FlowEntry entry = flows.getFlowEntry(rule);
            if (entry != null && entry.state() == FlowEntry.FlowEntryState.ADDED) {
                samples.add(RuleSample.of(
                        datapathId,
                        RuleTranslator.cookie(entry.id()),
                        entry.bytes(),
                        entry.life(TimeUnit.NANOSECONDS)));
            }
        }
        return samples;
    }
}
