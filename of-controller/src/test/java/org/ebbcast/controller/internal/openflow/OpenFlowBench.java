package org.ebbcast.controller.internal.openflow;

import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ebbcast.contract.SwitchBench;
import org.ebbcast.controller.internal.fabric.ArpPacket;
import org.ebbcast.controller.internal.fabric.BasePipeline;
import org.ebbcast.controller.internal.fabric.EthernetFrame;
import org.ebbcast.controller.internal.fabric.FabricSettings;
import org.ebbcast.controller.internal.fabric.MacAddress;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.orchestrator.port.PortSample;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.rules.Action;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.Cookies;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.FlowRule;
import org.ebbcast.rules.GroupEntry;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PipelineProfile;
import org.ebbcast.rules.PortNumber;
import org.projectfloodlight.openflow.protocol.OFFlowAdd;
import org.projectfloodlight.openflow.protocol.OFGroupMod;
import org.projectfloodlight.openflow.protocol.action.OFAction;
import org.projectfloodlight.openflow.protocol.action.OFActionGroup;
import org.projectfloodlight.openflow.protocol.action.OFActionOutput;
import org.projectfloodlight.openflow.protocol.action.OFActionSetField;
import org.projectfloodlight.openflow.protocol.action.OFActionSetQueue;
import org.projectfloodlight.openflow.protocol.instruction.OFInstructionApplyActions;
import org.projectfloodlight.openflow.protocol.match.MatchField;
import org.projectfloodlight.openflow.types.IpDscp;
import org.projectfloodlight.openflow.types.U64;

/** The bench over {@link FakeSwitch}es that speak OpenFlow to a real endpoint on loopback. */
final class OpenFlowBench implements SwitchBench, FakeSwitch.World {
    private record SilentHost(MacAddress mac, Ipv4Address address) {}

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Map<DatapathId, FakeSwitch> switches = new HashMap<>();
    private final Map<ConnectPoint, ConnectPoint> cables = new ConcurrentHashMap<>();
    private final Map<ConnectPoint, SilentHost> hosts = new ConcurrentHashMap<>();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final OpenFlowEndpoint endpoint;

    OpenFlowBench() throws IOException {
        endpoint = OpenFlowEndpoint.start(
                settings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), System::nanoTime);
    }

    OpenFlowEndpoint.Settings settings(InetSocketAddress listen) {
        FabricSettings fabric = new FabricSettings(
                Duration.ofMillis(200),
                5,
                Duration.ofSeconds(3),
                Duration.ofSeconds(15),
                256,
                100,
                OptionalLong.empty());
        return new OpenFlowEndpoint.Settings(
                listen,
                Duration.ofMillis(50),
                Duration.ofSeconds(5),
                Duration.ofMillis(500),
                fabric,
                PipelineProfile.defaults(),
                new byte[16]);
    }

    OpenFlowEndpoint endpoint() {
        return endpoint;
    }

    FakeSwitch at(DatapathId id) {
        return switches.computeIfAbsent(id, key -> new FakeSwitch(id, this));
    }

    @Override
    public void connect(DatapathId id, int ports) {
        try {
            at(id).connect(group, endpoint.localAddress(), ports);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void disconnect(DatapathId id) {
        CountDownLatch gone = new CountDownLatch(1);
        endpoint.fabric().addListener(new FabricPort.Listener() {
            @Override
            public void topologyChanged(Topology topology) {
                if (!topology.switches().contains(id)) {
                    gone.countDown();
                }
            }

            @Override
            public void statisticsRead(DatapathId of, List<PortSample> ports, List<RuleSample> rules) {}

            @Override
            public void switchConnected(DatapathId which) {}
        });
        try {
            at(id).disconnect();
            if (!gone.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the controller did not notice that switch " + id + " is gone");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void refuseFlows(DatapathId id) {
        at(id).refuseFlows();
    }

    @Override
    public void fallSilent(DatapathId id) {
        at(id).fallSilent();
    }

    @Override
    public void leaveBehind(DatapathId id, FlowRule flow, GroupEntry entry) {
        FakeSwitch stale = at(id);
        stale.leaveBehind(OpenFlowMessages.addAllGroup(entry));
        stale.leaveBehind(OpenFlowMessages.putTreeFlow(flow));
        OFFlowAdd other = (OFFlowAdd) OpenFlowMessages.putTreeFlow(flow);
        stale.leaveBehind(other.createBuilder()
                .setPriority(7)
                .setCookie(U64.of(0x1234L << 48))
                .build());
    }

    @Override
    public List<FlowRule> flows(DatapathId id) {
        return at(id).flows().stream()
                .filter(flow -> Cookies.isOwn(flow.getCookie().getValue()))
                .map(OpenFlowBench::read)
                .toList();
    }

    @Override
    public List<GroupEntry> groups(DatapathId id) {
        return at(id).groups().stream()
                .filter(found -> Cookies.isOwnGroup(found.getGroup().getGroupNumber()))
                .map(OpenFlowBench::read)
                .toList();
    }

    @Override
    public int foreignFlows(DatapathId id) {
        return (int) at(id).flows().stream()
                .map(flow -> flow.getCookie().getValue())
                .filter(cookie -> !Cookies.isOwn(cookie) && !BasePipeline.isOwnCookie(cookie))
                .count();
    }

    @Override
    public List<String> changes() {
        return List.copyOf(changes);
    }

    @Override
    public void join(ConnectPoint one, ConnectPoint other) {
        cables.put(one, other);
        cables.put(other, one);
    }

    @Override
    public void breakCable(ConnectPoint end) {
        ConnectPoint other = cables.remove(end);
        at(end.datapathId()).setUp((int) end.port().value(), false);
        if (other != null) {
            cables.remove(other);
            at(other.datapathId()).setUp((int) other.port().value(), false);
        }
    }

    @Override
    public void announce(String mac, Ipv4Address address, ConnectPoint at) {
        MacAddress sender = mac(mac);
        ArpPacket arp = new ArpPacket(true, sender, address, new MacAddress(0), address);
        at(at.datapathId()).receive((int) at.port().value(), arp.frame().bytes());
    }

    @Override
    public void plugSilentHost(String mac, Ipv4Address address, ConnectPoint at) {
        hosts.put(at, new SilentHost(mac(mac), address));
    }

    @Override
    public void count(ConnectPoint port, long sentBytes, long receivedBytes) {
        at(port.datapathId()).count((int) port.port().value(), sentBytes, receivedBytes);
    }

    @Override
    public void sent(DatapathId id, int port, byte[] frame) {
        ConnectPoint from = ConnectPoint.of(id, PortNumber.of(port));
        ConnectPoint to = cables.get(from);
        if (to != null) {
            at(to.datapathId()).receive((int) to.port().value(), frame);
        }
        SilentHost host = hosts.get(from);
        EthernetFrame read = EthernetFrame.read(frame).orElseThrow();
        if (host != null && read.etherType() == EthernetFrame.ARP) {
            ArpPacket.read(read.payload())
                    .filter(arp -> arp.targetIpv4().equals(host.address()))
                    .ifPresent(arp -> at(id).receive(port, arp.replyFrom(host.mac()).bytes()));
        }
    }

    @Override
    public void changed(String what) {
        changes.add(what);
    }

    @Override
    public void close() {
        endpoint.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static MacAddress mac(String text) {
        return new MacAddress(Long.parseLong(text.replace(":", ""), 16));
    }

    private static FlowRule read(OFFlowAdd flow) {
        List<Action> actions = new ArrayList<>();
        OFInstructionApplyActions apply =
                (OFInstructionApplyActions) flow.getInstructions().get(0);
        apply.getActions().forEach(action -> actions.add(read(action)));
        return FlowRule.of(
                flow.getTableId().getValue(),
                flow.getPriority(),
                flow.getCookie().getValue(),
                PortNumber.of(flow.getMatch().get(MatchField.IN_PORT).getPortNumber()),
                Ipv4Address.ofBits(flow.getMatch().get(MatchField.IPV4_DST).getInt()),
                actions);
    }

    private static Action read(OFAction action) {
        if (action instanceof OFActionSetQueue queue) {
            return Action.setQueue((int) queue.getQueueId());
        } else if (action instanceof OFActionGroup toGroup) {
            return Action.group(toGroup.getGroup().getGroupNumber());
        } else if (action instanceof OFActionSetField set) {
            return Action.setDscp(((IpDscp) set.getField().getValue()).getDscpValue());
        }
        return Action.output(PortNumber.of(((OFActionOutput) action).getPort().getPortNumber()));
    }

    private static GroupEntry read(OFGroupMod found) {
        return GroupEntry.all(
                found.getGroup().getGroupNumber(),
                found.getBuckets().stream()
                        .map(bucket -> (OFActionOutput) bucket.getActions().get(0))
                        .map(output -> PortNumber.of(output.getPort().getPortNumber()))
                        .toList());
    }
}
