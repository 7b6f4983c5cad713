package org.ebbcast.controller.internal.openflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.ebbcast.controller.internal.fabric.BaseFlow;
import org.ebbcast.controller.internal.fabric.BasePipeline;
import org.ebbcast.controller.internal.fabric.BaseRules;
import org.ebbcast.controller.internal.fabric.Criteria;
import org.ebbcast.controller.internal.fabric.Treatment;
import org.ebbcast.rules.Cookies;
import org.ebbcast.rules.PortNumber;
import org.projectfloodlight.openflow.protocol.OFFlowStatsEntry;
import org.projectfloodlight.openflow.protocol.OFGroupDescStatsEntry;
import org.projectfloodlight.openflow.protocol.OFGroupType;
import org.projectfloodlight.openflow.protocol.action.OFAction;
import org.projectfloodlight.openflow.protocol.action.OFActionGroup;
import org.projectfloodlight.openflow.protocol.action.OFActionOutput;
import org.projectfloodlight.openflow.protocol.action.OFActionSetQueue;
import org.projectfloodlight.openflow.protocol.instruction.OFInstruction;
import org.projectfloodlight.openflow.protocol.instruction.OFInstructionApplyActions;
import org.projectfloodlight.openflow.protocol.instruction.OFInstructionGotoTable;
import org.projectfloodlight.openflow.protocol.match.Match;
import org.projectfloodlight.openflow.protocol.match.MatchField;
import org.projectfloodlight.openflow.types.Masked;
import org.projectfloodlight.openflow.types.OFPort;

/**
 * Everything of ours that a switch was found to have: base rules as the core understands them, base flows that it does
 * not, and the flows and groups of trees.
 */
record FoundRules(
        BaseRules base,
        List<OFFlowStatsEntry> strange,
        List<OFFlowStatsEntry> treeFlows,
        List<Integer> treeGroups) {

    static FoundRules of(List<OFFlowStatsEntry> flows, List<OFGroupDescStatsEntry> groups) {
        Map<BaseFlow.Key, BaseFlow> base = new HashMap<>();
        List<OFFlowStatsEntry> strange = new ArrayList<>();
        List<OFFlowStatsEntry> trees = new ArrayList<>();
        for (OFFlowStatsEntry flow : flows) {
            long cookie = flow.getCookie().getValue();
            if (Cookies.isOwn(cookie)) {
                trees.add(flow);
            } else if (BasePipeline.isOwnCookie(cookie)) {
                Optional<BaseFlow> read = baseFlow(flow);
                read.ifPresent(understood -> base.put(understood.key(), understood));
                if (read.isEmpty()) {
                    strange.add(flow);
                }
            }
        }
        Map<Integer, List<PortNumber>> baseGroups = new HashMap<>();
        List<Integer> treeGroups = new ArrayList<>();
        for (OFGroupDescStatsEntry group : groups) {
            int id = group.getGroup().getGroupNumber();
            if (Cookies.isOwnGroup(id)) {
                treeGroups.add(id);
            } else if (BasePipeline.isOwnGroup(id) && group.getGroupType() == OFGroupType.SELECT) {
                baseGroups.put(id, ports(group));
            }
        }
        return new FoundRules(new BaseRules(base, baseGroups), strange, trees, treeGroups);
    }

    private static Optional<BaseFlow> baseFlow(OFFlowStatsEntry entry) {
        int tableId = entry.getTableId().getValue();
        return criteria(entry.getMatch())
                .flatMap(criteria -> treatment(entry.getInstructions())
                        .map(treatment -> new BaseFlow(
                                new BaseFlow.Key(tableId, entry.getPriority(), criteria),
                                treatment,
                                entry.getHardTimeout())));
    }

    private static Optional<Criteria> criteria(Match match) {
        Optional<PortNumber> inPort = Optional.empty();
        Optional<org.ebbcast.controller.internal.fabric.MacAddress> source = Optional.empty();
        Optional<org.ebbcast.controller.internal.fabric.MacAddress> destination = Optional.empty();
        boolean multicast = false;
        OptionalInt etherType = OptionalInt.empty();
        OptionalInt dscp = OptionalInt.empty();
        for (MatchField<?> field : match.getMatchFields()) {
            switch (field.id) {
                case IN_PORT -> inPort = port(match.get(MatchField.IN_PORT));
                case ETH_SRC -> source = Optional.of(mac(match.get(MatchField.ETH_SRC)));
                case ETH_DST -> {
                    if (match.isExact(MatchField.ETH_DST)) {
                        destination = Optional.of(mac(match.get(MatchField.ETH_DST)));
                    } else {
                        multicast = isMulticastBit(match.getMasked(MatchField.ETH_DST));
                        if (!multicast) {
                            return Optional.empty();
                        }
                    }
                }
                case ETH_TYPE -> etherType =
                        OptionalInt.of(match.get(MatchField.ETH_TYPE).getValue());
                case IP_DSCP -> dscp =
                        OptionalInt.of(match.get(MatchField.IP_DSCP).getDscpValue());
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new Criteria(inPort, source, destination, multicast, etherType, dscp));
    }

    private static boolean isMulticastBit(Masked<org.projectfloodlight.openflow.types.MacAddress> masked) {
        return masked.getMask().equals(OpenFlowMessages.MULTICAST_BIT)
                && masked.getValue().equals(OpenFlowMessages.MULTICAST_BIT);
    }

    private static org.ebbcast.controller.internal.fabric.MacAddress mac(
            org.projectfloodlight.openflow.types.MacAddress mac) {
        return new org.ebbcast.controller.internal.fabric.MacAddress(mac.getLong());
    }

    private static Optional<Treatment> treatment(List<OFInstruction> instructions) {
        List<OFAction> actions = new ArrayList<>();
        OptionalInt goTo = OptionalInt.empty();
        for (OFInstruction instruction : instructions) {
            if (instruction instanceof OFInstructionApplyActions apply) {
                actions.addAll(apply.getActions());
            } else if (instruction instanceof OFInstructionGotoTable table) {
                goTo = OptionalInt.of(table.getTableId().getValue());
            } else {
                return Optional.empty();
            }
        }
        if (goTo.isPresent()) {
            return onward(goTo.getAsInt(), actions);
        }
        if (actions.isEmpty()) {
            return Optional.of(new Treatment.Drop());
        }
        return actions.size() == 1 ? single(actions.get(0)) : Optional.empty();
    }

    private static Optional<Treatment> onward(int tableId, List<OFAction> actions) {
        if (actions.isEmpty()) {
            return Optional.of(new Treatment.GotoTable(tableId, OptionalInt.empty()));
        }
        return actions.size() == 1 && actions.get(0) instanceof OFActionSetQueue queue
                ? Optional.of(new Treatment.GotoTable(tableId, OptionalInt.of((int) queue.getQueueId())))
                : Optional.empty();
    }

    private static Optional<Treatment> single(OFAction action) {
        if (action instanceof OFActionOutput output) {
            return output.getPort().equals(OFPort.CONTROLLER)
                    ? Optional.of(new Treatment.ToController())
                    : port(output.getPort()).map(Treatment.Output::new);
        }
        return action instanceof OFActionGroup group
                ? Optional.of(new Treatment.ToGroup(group.getGroup().getGroupNumber()))
                : Optional.empty();
    }

    private static List<PortNumber> ports(OFGroupDescStatsEntry group) {
        return group.getBuckets().stream()
                .flatMap(bucket -> bucket.getActions().stream())
                .filter(OFActionOutput.class::isInstance)
                .flatMap(action -> port(((OFActionOutput) action).getPort()).stream())
                .sorted()
                .toList();
    }

    /** Empty for reserved ports. */
    static Optional<PortNumber> port(OFPort port) {
        long number = Integer.toUnsignedLong(port.getPortNumber());
        return number >= 1 && number <= 0xffffff00L ? Optional.of(PortNumber.of(number)) : Optional.empty();
    }
}
