package org.ebbcast.controller.internal.openflow;

import java.util.ArrayList;
import java.util.List;
import org.ebbcast.controller.internal.fabric.BaseFlow;
import org.ebbcast.controller.internal.fabric.BasePipeline;
import org.ebbcast.controller.internal.fabric.Criteria;
import org.ebbcast.controller.internal.fabric.RuleChange;
import org.ebbcast.controller.internal.fabric.Treatment;
import org.ebbcast.rules.Action;
import org.ebbcast.rules.Cookies;
import org.ebbcast.rules.FlowRule;
import org.ebbcast.rules.GroupEntry;
import org.ebbcast.rules.PortNumber;
import org.projectfloodlight.openflow.protocol.OFBarrierRequest;
import org.projectfloodlight.openflow.protocol.OFBucket;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFFlowMod;
import org.projectfloodlight.openflow.protocol.OFFlowStatsEntry;
import org.projectfloodlight.openflow.protocol.OFFlowStatsReply;
import org.projectfloodlight.openflow.protocol.OFGroupDescStatsReply;
import org.projectfloodlight.openflow.protocol.OFGroupType;
import org.projectfloodlight.openflow.protocol.OFHelloFailedCode;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPortDescStatsReply;
import org.projectfloodlight.openflow.protocol.OFPortStatsReply;
import org.projectfloodlight.openflow.protocol.OFQueueStatsReply;
import org.projectfloodlight.openflow.protocol.OFStatsRequest;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.protocol.action.OFAction;
import org.projectfloodlight.openflow.protocol.instruction.OFInstruction;
import org.projectfloodlight.openflow.protocol.match.Match;
import org.projectfloodlight.openflow.protocol.match.MatchField;
import org.projectfloodlight.openflow.types.EthType;
import org.projectfloodlight.openflow.types.IPv4Address;
import org.projectfloodlight.openflow.types.IpDscp;
import org.projectfloodlight.openflow.types.IpProtocol;
import org.projectfloodlight.openflow.types.MacAddress;
import org.projectfloodlight.openflow.types.OFBufferId;
import org.projectfloodlight.openflow.types.OFErrorCauseData;
import org.projectfloodlight.openflow.types.OFGroup;
import org.projectfloodlight.openflow.types.OFPort;
import org.projectfloodlight.openflow.types.TableId;
import org.projectfloodlight.openflow.types.U32;
import org.projectfloodlight.openflow.types.U64;

/** The one place where OpenFlow 1.3 messages are built. Stateless but for transaction ids. */
final class OpenFlowMessages {
    static final OFFactory FACTORY = OFFactories.getFactory(OFVersion.OF_13);

    /** Group bit of an Ethernet address. */
    static final MacAddress MULTICAST_BIT = MacAddress.of("01:00:00:00:00:00");

    private static final int WHOLE_PACKET = 0xffff;
    private static final int VERSIONS = 1 << 4;
    // Covers base connectivity's cookies and the trees'; what else it covers is sorted out when read.
    private static final long COMMON_COOKIE_MASK = 0xfff0L << 48;

    private OpenFlowMessages() {}

    static OFMessage hello() {
        return FACTORY.hello(List.of(FACTORY.helloElemVersionbitmap(List.of(U32.of(VERSIONS)))));
    }

    /** OFPHFC_INCOMPATIBLE. */
    static OFMessage helloFailed() {
        return FACTORY.errorMsgs()
                .buildHelloFailedErrorMsg()
                .setCode(OFHelloFailedCode.INCOMPATIBLE)
                .setData(OFErrorCauseData.NONE)
                .build();
    }

    static OFMessage featuresRequest() {
        return FACTORY.featuresRequest();
    }

    /** Whole packets on a table miss, fragments as they are. */
    static OFMessage setConfig() {
        return FACTORY.buildSetConfig().setMissSendLen(WHOLE_PACKET).build();
    }

    static OFMessage echoRequest() {
        return FACTORY.echoRequest(new byte[0]);
    }

    static OFMessage echoReply(long xid, byte[] data) {
        return FACTORY.buildEchoReply().setXid(xid).setData(data).build();
    }

    static OFBarrierRequest barrier() {
        return FACTORY.barrierRequest();
    }

    static OFStatsRequest<OFPortDescStatsReply> portDescriptions() {
        return FACTORY.buildPortDescStatsRequest().build();
    }

    static OFStatsRequest<OFPortStatsReply> portStatistics() {
        return FACTORY.buildPortStatsRequest().setPortNo(OFPort.ANY).build();
    }

    static OFStatsRequest<OFQueueStatsReply> queueStatistics(int queueId) {
        return FACTORY.buildQueueStatsRequest()
                .setPortNo(OFPort.ANY)
                .setQueueId(queueId)
                .build();
    }

    static OFStatsRequest<OFGroupDescStatsReply> groups() {
        return FACTORY.buildGroupDescStatsRequest().build();
    }

    /** Flows of trees only. */
    static OFStatsRequest<OFFlowStatsReply> treeFlows() {
        return flows(Cookies.OWNER, Cookies.OWNER_MASK);
    }

    /** Flows of trees and of base connectivity. */
    static OFStatsRequest<OFFlowStatsReply> ownFlows() {
        return flows(BasePipeline.COOKIE, COMMON_COOKIE_MASK);
    }

    private static OFStatsRequest<OFFlowStatsReply> flows(long cookie, long mask) {
        return FACTORY.buildFlowStatsRequest()
                .setTableId(TableId.ALL)
                .setOutPort(OFPort.ANY)
                .setOutGroup(OFGroup.ANY)
                .setCookie(U64.of(cookie))
                .setCookieMask(U64.of(mask))
                .setMatch(FACTORY.matchWildcardAll())
                .build();
    }

    static OFMessage packetOut(PortNumber port, byte[] frame) {
        return FACTORY.buildPacketOut()
                .setBufferId(OFBufferId.NO_BUFFER)
                .setInPort(OFPort.CONTROLLER)
                .setActions(List.of(output(port)))
                .setData(frame)
                .build();
    }

    static OFMessage putTreeFlow(FlowRule flow) {
        return FACTORY.buildFlowAdd()
                .setTableId(TableId.of(flow.tableId()))
                .setPriority(flow.priority())
                .setCookie(U64.of(flow.cookie()))
                .setBufferId(OFBufferId.NO_BUFFER)
                .setOutPort(OFPort.ANY)
                .setOutGroup(OFGroup.ANY)
                .setMatch(match(flow))
                .setInstructions(List.of(FACTORY.instructions()
                        .applyActions(flow.actions().stream()
                                .map(OpenFlowMessages::action)
                                .toList())))
                .build();
    }

    static OFMessage removeTreeFlow(FlowRule flow) {
        return FACTORY.buildFlowDeleteStrict()
                .setTableId(TableId.of(flow.tableId()))
                .setPriority(flow.priority())
                .setCookie(U64.of(flow.cookie()))
                .setCookieMask(U64.NO_MASK)
                .setBufferId(OFBufferId.NO_BUFFER)
                .setOutPort(OFPort.ANY)
                .setOutGroup(OFGroup.ANY)
                .setMatch(match(flow))
                .build();
    }

    /** Removes a flow as found, whatever it matches. */
    static OFMessage removeFound(OFFlowStatsEntry found) {
        return FACTORY.buildFlowDeleteStrict()
                .setTableId(found.getTableId())
                .setPriority(found.getPriority())
                .setCookie(found.getCookie())
                .setCookieMask(U64.NO_MASK)
                .setBufferId(OFBufferId.NO_BUFFER)
                .setOutPort(OFPort.ANY)
                .setOutGroup(OFGroup.ANY)
                .setMatch(found.getMatch())
                .build();
    }

    static OFMessage addAllGroup(GroupEntry group) {
        return FACTORY.buildGroupAdd()
                .setGroup(OFGroup.of(group.groupId()))
                .setGroupType(OFGroupType.ALL)
                .setBuckets(buckets(group.outputs(), 0))
                .build();
    }

    static OFMessage modifyAllGroup(GroupEntry group) {
        return FACTORY.buildGroupModify()
                .setGroup(OFGroup.of(group.groupId()))
                .setGroupType(OFGroupType.ALL)
                .setBuckets(buckets(group.outputs(), 0))
                .build();
    }

    static OFMessage removeGroup(int groupId, OFGroupType type) {
        return FACTORY.buildGroupDelete()
                .setGroup(OFGroup.of(groupId))
                .setGroupType(type)
                .build();
    }

    /** Changes in order, with a barrier wherever groups and flows follow each other. */
    static List<OFMessage> baseChanges(List<RuleChange> changes) {
        List<OFMessage> messages = new ArrayList<>(changes.size() + 2);
        boolean lastWasFlow = false;
        for (RuleChange change : changes) {
            boolean isFlow = change instanceof RuleChange.PutFlow || change instanceof RuleChange.RemoveFlow;
            if (!messages.isEmpty() && isFlow != lastWasFlow) {
                messages.add(barrier());
            }
            messages.add(baseChange(change));
            lastWasFlow = isFlow;
        }
        return messages;
    }

    private static OFMessage baseChange(RuleChange change) {
        if (change instanceof RuleChange.PutFlow put) {
            return putBaseFlow(put.flow());
        } else if (change instanceof RuleChange.RemoveFlow remove) {
            return removeBaseFlow(remove.key());
        } else if (change instanceof RuleChange.AddGroup add) {
            return FACTORY.buildGroupAdd()
                    .setGroup(OFGroup.of(add.groupId()))
                    .setGroupType(OFGroupType.SELECT)
                    .setBuckets(buckets(add.ports(), 1))
                    .build();
        } else if (change instanceof RuleChange.ModifyGroup modify) {
            return FACTORY.buildGroupModify()
                    .setGroup(OFGroup.of(modify.groupId()))
                    .setGroupType(OFGroupType.SELECT)
                    .setBuckets(buckets(modify.ports(), 1))
                    .build();
        }
        return removeGroup(((RuleChange.RemoveGroup) change).groupId(), OFGroupType.SELECT);
    }

    private static OFFlowMod putBaseFlow(BaseFlow flow) {
        return FACTORY.buildFlowAdd()
                .setTableId(TableId.of(flow.key().tableId()))
                .setPriority(flow.key().priority())
                .setCookie(U64.of(BasePipeline.COOKIE))
                .setHardTimeout(flow.hardTimeoutSeconds())
                .setBufferId(OFBufferId.NO_BUFFER)
                .setOutPort(OFPort.ANY)
                .setOutGroup(OFGroup.ANY)
                .setMatch(match(flow.key().criteria()))
                .setInstructions(instructions(flow.treatment()))
                .build();
    }

    private static OFFlowMod removeBaseFlow(BaseFlow.Key key) {
        return FACTORY.buildFlowDeleteStrict()
                .setTableId(TableId.of(key.tableId()))
                .setPriority(key.priority())
                .setCookie(U64.of(BasePipeline.COOKIE))
                .setCookieMask(U64.of(BasePipeline.COOKIE_MASK))
                .setBufferId(OFBufferId.NO_BUFFER)
                .setOutPort(OFPort.ANY)
                .setOutGroup(OFGroup.ANY)
                .setMatch(match(key.criteria()))
                .build();
    }

    private static List<OFBucket> buckets(List<PortNumber> ports, int weight) {
        return ports.stream()
                .map(port -> FACTORY.buildBucket()
                        .setWeight(weight)
                        .setWatchPort(OFPort.ANY)
                        .setWatchGroup(OFGroup.ANY)
                        .setActions(List.of(output(port)))
                        .build())
                .toList();
    }

    private static List<OFInstruction> instructions(Treatment treatment) {
        if (treatment instanceof Treatment.Output output) {
            return applied(output(output.port()));
        } else if (treatment instanceof Treatment.ToGroup toGroup) {
            return applied(FACTORY.actions().group(OFGroup.of(toGroup.groupId())));
        } else if (treatment instanceof Treatment.ToController) {
            return applied(FACTORY.actions().output(OFPort.CONTROLLER, WHOLE_PACKET));
        } else if (treatment instanceof Treatment.GotoTable goTo) {
            List<OFInstruction> instructions = new ArrayList<>(2);
            goTo.queueId().ifPresent(queue -> instructions.addAll(applied(FACTORY.actions().setQueue(queue))));
            instructions.add(FACTORY.instructions().gotoTable(TableId.of(goTo.tableId())));
            return instructions;
        }
        return List.of();
    }

    private static List<OFInstruction> applied(OFAction action) {
        return List.of(FACTORY.instructions().applyActions(List.of(action)));
    }

    private static OFAction action(Action action) {
        return switch (action.kind()) {
            case SET_DSCP -> FACTORY.actions()
                    .setField(FACTORY.oxms().ipDscp(IpDscp.of((byte) action.operand())));
            case SET_QUEUE -> FACTORY.actions().setQueue(action.operand());
            case GROUP -> FACTORY.actions().group(OFGroup.of((int) action.operand()));
            case OUTPUT -> output(PortNumber.of(action.operand()));
        };
    }

    private static OFAction output(PortNumber port) {
        return FACTORY.actions().output(OFPort.of((int) port.value()), 0);
    }

    private static Match match(FlowRule flow) {
        return FACTORY.buildMatch()
                .setExact(MatchField.IN_PORT, OFPort.of((int) flow.inPort().value()))
                .setExact(MatchField.ETH_TYPE, EthType.IPv4)
                .setExact(MatchField.IP_PROTO, IpProtocol.UDP)
                .setExact(MatchField.IPV4_DST, IPv4Address.of(flow.destination().bits()))
                .build();
    }

    private static Match match(Criteria criteria) {
        Match.Builder match = FACTORY.buildMatch();
        criteria.inPort().ifPresent(port -> match.setExact(MatchField.IN_PORT, OFPort.of((int) port.value())));
        criteria.source().ifPresent(mac -> match.setExact(MatchField.ETH_SRC, MacAddress.of(mac.value())));
        criteria.destination().ifPresent(mac -> match.setExact(MatchField.ETH_DST, MacAddress.of(mac.value())));
        if (criteria.multicast()) {
            match.setMasked(MatchField.ETH_DST, MULTICAST_BIT, MULTICAST_BIT);
        }
        criteria.etherType().ifPresent(type -> match.setExact(MatchField.ETH_TYPE, EthType.of(type)));
        criteria.dscp().ifPresent(dscp -> match.setExact(MatchField.IP_DSCP, IpDscp.of((byte) dscp)));
        return match.build();
    }

}
