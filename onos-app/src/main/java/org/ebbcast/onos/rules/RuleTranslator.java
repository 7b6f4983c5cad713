package org.ebbcast.onos.rules;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.rules.Action;
import org.ebbcast.rules.Cookies;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.FlowRule;
import org.ebbcast.rules.GroupEntry;
import org.ebbcast.rules.PortNumber;
import org.onlab.packet.Ethernet;
import org.onlab.packet.IPv4;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.Ip4Prefix;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.GroupId;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowId;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.group.DefaultGroupBucket;
import org.onosproject.net.group.DefaultGroupDescription;
import org.onosproject.net.group.DefaultGroupKey;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription;
import org.onosproject.net.group.GroupKey;

/**
 * Tree rules in ONOS's words. A flow's id, which is its cookie in the switch, has the application's number in the top
 * 16 bits, as ONOS wants it, and Ebbcast's distribution and tree below, so that the rule is ours for ONOS's own
 * commands and still says which tree it belongs to. The queue is set in the flow, before the group: in a bucket ONOS
 * would drop it. Stateless.
 */
final class RuleTranslator {
    private static final long TREE_MASK = ~Cookies.OWNER_MASK;
    private static final int APPLICATION_SHIFT = 48;

    private final ApplicationId application;

    RuleTranslator(ApplicationId application) {
        this.application = application;
    }

    org.onosproject.net.flow.FlowRule flow(DatapathId datapathId, FlowRule rule) {
        return DefaultFlowRule.builder()
                .forDevice(OnosIds.deviceId(datapathId))
                .forTable(rule.tableId())
                .withPriority(rule.priority())
                .withCookie((long) application.id() << APPLICATION_SHIFT | rule.cookie() & TREE_MASK)
                .withSelector(match(rule))
                .withTreatment(treatment(rule.actions()))
                .makePermanent()
                .build();
    }

    /** The Ebbcast cookie of a rule that {@link #flow} made. */
    static long cookie(FlowId id) {
        return Cookies.OWNER | id.value() & TREE_MASK;
    }

    GroupDescription group(DatapathId datapathId, GroupEntry entry) {
        List<GroupBucket> buckets = new ArrayList<>(entry.outputs().size());
        for (PortNumber port : entry.outputs()) {
            buckets.add(DefaultGroupBucket.createAllGroupBucket(DefaultTrafficTreatment.builder()
                    .setOutput(OnosIds.portNumber(port))
                    .build()));
        }
        return new DefaultGroupDescription(
                OnosIds.deviceId(datapathId),
                GroupDescription.Type.ALL,
                new GroupBuckets(buckets),
                key(entry.groupId()),
                entry.groupId(),
                application);
    }

    /** The key under which ONOS keeps a group of ours; its id is in it, so that one follows from the other. */
    static GroupKey key(int groupId) {
        return new DefaultGroupKey(
                ByteBuffer.allocate(Integer.BYTES).putInt(groupId).array());
    }

    private static TrafficSelector match(FlowRule rule) {
        Ip4Address destination = Ip4Address.valueOf(rule.destination().bits());
        return DefaultTrafficSelector.builder()
                .matchInPort(OnosIds.portNumber(rule.inPort()))
                .matchEthType(Ethernet.TYPE_IPV4)
                .matchIPProtocol(IPv4.PROTOCOL_UDP)
                .matchIPDst(Ip4Prefix.valueOf(destination, Ip4Prefix.MAX_MASK_LENGTH))
                .build();
    }

    private static TrafficTreatment treatment(List<Action> actions) {
        TrafficTreatment.Builder treatment = DefaultTrafficTreatment.builder();
        for (Action action : actions) {
            switch (action.kind()) {
                case SET_DSCP:
                    treatment.setIpDscp((byte) action.operand());
                    break;
                case SET_QUEUE:
                    treatment.setQueue(action.operand());
                    break;
                case GROUP:
                    treatment.group(new GroupId((int) action.operand()));
                    break;
                case OUTPUT:
                    treatment.setOutput(OnosIds.portNumber(PortNumber.of(action.operand())));
                    break;
                default:
                    throw new IllegalArgumentException("no ONOS instruction for " + action);
            }
        }
        return treatment.build();
    }
}
