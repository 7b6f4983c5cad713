package org.ebbcast.onos.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.rules.Action;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.FlowRule;
import org.ebbcast.rules.GroupEntry;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PortNumber;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.GroupId;
import org.onosproject.net.flow.IndexTableId;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.criteria.IPCriterion;
import org.onosproject.net.flow.criteria.PortCriterion;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions;
import org.onosproject.net.flow.instructions.L3ModificationInstruction;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription;

/** Rules in ONOS's words as the application writes them, and read back from what a switch holds. */
public final class OnosRulesBench {
    private final RuleTranslator translator;

    public OnosRulesBench(ApplicationId application) {
        translator = new RuleTranslator(application);
    }

    public org.onosproject.net.flow.FlowRule flow(DatapathId id, FlowRule rule) {
        return translator.flow(id, rule);
    }

    public GroupDescription group(DatapathId id, GroupEntry entry) {
        return translator.group(id, entry);
    }

    public static FlowRule read(org.onosproject.net.flow.FlowRule rule) {
        PortCriterion inPort = (PortCriterion) rule.selector().getCriterion(Criterion.Type.IN_PORT);
        IPCriterion destination = (IPCriterion) rule.selector().getCriterion(Criterion.Type.IPV4_DST);
        return FlowRule.of(
                ((IndexTableId) rule.table()).id(),
                rule.priority(),
                RuleTranslator.cookie(rule.id()),
                PortNumber.of(inPort.port().toLong()),
                Ipv4Address.parse(destination.ip().address().toString()),
                rule.treatment().allInstructions().stream()
                        .map(OnosRulesBench::action)
                        .collect(Collectors.toList()));
    }

    private static Action action(Instruction instruction) {
        switch (instruction.type()) {
            case QUEUE:
                return Action.setQueue((int) ((Instructions.SetQueueInstruction) instruction).queueId());
            case GROUP:
                return Action.group(
                        ((Instructions.GroupInstruction) instruction).groupId().id());
            case OUTPUT:
                return Action.output(PortNumber.of(
                        ((Instructions.OutputInstruction) instruction).port().toLong()));
            case L3MODIFICATION:
                return Action.setDscp(((L3ModificationInstruction.ModDscpInstruction) instruction).dscp());
            default:
                throw new AssertionError("not of a tree rule: " + instruction);
        }
    }

    public static GroupEntry read(GroupId groupId, GroupBuckets buckets) {
        List<PortNumber> outputs = new ArrayList<>();
        buckets.buckets()
                .forEach(bucket -> bucket.treatment().allInstructions().forEach(instruction -> outputs.add(
                        OnosIds.port(((Instructions.OutputInstruction) instruction).port()).orElseThrow())));
        return GroupEntry.all(groupId.id(), outputs);
    }
}
