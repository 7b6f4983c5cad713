package org.ebbcast.onos.contract;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.ebbcast.contract.SwitchBench;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.onos.fabric.OnosFabric;
import org.ebbcast.onos.rig.Eventually;
import org.ebbcast.onos.rig.FakeSwitch;
import org.ebbcast.onos.rig.OnosRig;
import org.ebbcast.onos.rules.OnosRules;
import org.ebbcast.onos.rules.OnosRulesBench;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.FlowRule;
import org.ebbcast.rules.GroupEntry;
import org.ebbcast.rules.Ipv4Address;
import org.onlab.packet.ARP;
import org.onlab.packet.DeserializationException;
import org.onlab.packet.Ethernet;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;

/** Switches under ONOS's managers as the contracts play with them; polled all the time, as ONOS polls. */
final class OnosBench implements SwitchBench {
    private static final Duration RULE_TIMEOUT = Duration.ofSeconds(1);
    private static final long OTHERS_COOKIE = 0x0007_0000_0000_0001L;

    private record Silent(String mac, ConnectPoint at) {}

    private record Counters(long sent, long received) {}

    private final OnosRig rig = new OnosRig();
    private final OnosRules rules = OnosRules.start(rig.ruleServices(), RULE_TIMEOUT);
    private final OnosFabric fabric =
            OnosFabric.start(rig.fabricServices(), rules.counters(), OptionalLong.empty());
    private final Map<ConnectPoint, ConnectPoint> cables = new HashMap<>();
    private final Map<Ipv4Address, Silent> silent = new ConcurrentHashMap<>();
    private final Map<ConnectPoint, Counters> counters = new ConcurrentHashMap<>();

    OnosBench() {
        rig.onProbe(this::answer);
        rig.pollRulesAlways();
        rig.pollAlways(this::reportCounters);
    }

    OnosRules rules() {
        return rules;
    }

    OnosFabric fabric() {
        return fabric;
    }

    private FakeSwitch of(DatapathId id) {
        return rig.southbound().of(OnosIds.deviceId(id));
    }

    @Override
    public void connect(DatapathId id, int ports) {
        rig.connect(OnosIds.deviceId(id), ports);
        rig.southbound().pollRules();
    }

    @Override
    public void disconnect(DatapathId id) {
        rig.disconnect(OnosIds.deviceId(id));
    }

    @Override
    public void refuseFlows(DatapathId id) {
        of(id).refuseFlows();
    }

    @Override
    public void fallSilent(DatapathId id) {
        of(id).fallSilent();
    }

    /**
     * Behind a connected switch's controller means left in ONOS's stores by an earlier life of the application; what
     * ONOS itself does not know it takes out unasked. Somebody else's flow is that of another application.
     */
    @Override
    public void leaveBehind(DatapathId id, FlowRule flow, GroupEntry group) {
        OnosRulesBench leftover = new OnosRulesBench(OnosRig.APPLICATION);
        if (rig.southbound().isConnected(OnosIds.deviceId(id))) {
            rig.groups().addGroup(leftover.group(id, group));
            Eventually.holds("the group is in", () -> groups(id).contains(group));
            rig.flows().applyFlowRules(leftover.flow(id, flow));
            Eventually.holds("the flow is in", () -> flows(id).contains(flow));
        } else {
            of(id).hold(leftover.flow(id, flow), leftover.group(id, group));
        }
        rig.flows().applyFlowRules(others(OnosIds.deviceId(id)));
        of(id).hold(others(OnosIds.deviceId(id)));
    }

    private static org.onosproject.net.flow.FlowRule others(DeviceId device) {
        return DefaultFlowRule.builder()
                .forDevice(device)
                .withPriority(10)
                .withCookie(OTHERS_COOKIE)
                .withSelector(DefaultTrafficSelector.builder()
                        .matchInPort(org.onosproject.net.PortNumber.portNumber(1))
                        .build())
                .withTreatment(DefaultTrafficTreatment.builder().drop().build())
                .makePermanent()
                .build();
    }

    @Override
    public List<FlowRule> flows(DatapathId id) {
        return of(id).flows().stream()
                .filter(flow -> flow.id().value() != OTHERS_COOKIE)
                .map(OnosRulesBench::read)
                .collect(Collectors.toList());
    }

    @Override
    public List<GroupEntry> groups(DatapathId id) {
        List<GroupEntry> entries = new ArrayList<>();
        of(id).groupBuckets().forEach((groupId, buckets) -> entries.add(OnosRulesBench.read(groupId, buckets)));
        return entries;
    }

    @Override
    public int foreignFlows(DatapathId id) {
        return of(id).flows().size() - flows(id).size();
    }

    @Override
    public List<String> changes() {
        return rig.southbound().log().stream()
                .map(entry -> entry.replaceAll("^(flow|group)([+-]) of:", "$2$1 "))
                .collect(Collectors.toList());
    }

    @Override
    public void join(ConnectPoint one, ConnectPoint other) {
        cables.put(one, other);
        cables.put(other, one);
        rig.link(
                OnosIds.deviceId(one.datapathId()),
                one.port().value(),
                OnosIds.deviceId(other.datapathId()),
                other.port().value());
    }

    @Override
    public void breakCable(ConnectPoint end) {
        ConnectPoint other = cables.getOrDefault(end, end);
        for (ConnectPoint down : List.of(end, other)) {
            rig.southbound().setPort(OnosIds.deviceId(down.datapathId()), down.port().value(), false);
        }
    }

    @Override
    public void announce(String mac, Ipv4Address address, ConnectPoint at) {
        rig.host(mac, address.toString(), OnosIds.deviceId(at.datapathId()), at.port().value());
    }

    @Override
    public void plugSilentHost(String mac, Ipv4Address address, ConnectPoint at) {
        silent.put(address, new Silent(mac, at));
    }

    private void answer(ByteBuffer frame) {
        try {
            Ethernet ethernet =
                    Ethernet.deserializer().deserialize(frame.array(), 0, frame.array().length);
            byte[] target = ((ARP) ethernet.getPayload()).getTargetProtocolAddress();
            Ipv4Address address = Ipv4Address.ofBits(ByteBuffer.wrap(target).getInt());
            Silent host = silent.get(address);
            if (host != null) {
                announce(host.mac(), address, host.at());
            }
        } catch (DeserializationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void count(ConnectPoint port, long sentBytes, long receivedBytes) {
        counters.put(port, new Counters(sentBytes, receivedBytes));
    }

    private void reportCounters() {
        counters.forEach((port, count) -> rig.southbound()
                .reportPort(
                        OnosIds.deviceId(port.datapathId()),
                        port.port().value(),
                        count.sent(),
                        count.received(),
                        System.nanoTime() / 1_000_000_000,
                        1));
    }

    @Override
    public void close() {
        fabric.close();
        rules.close();
        rig.close();
    }
}
