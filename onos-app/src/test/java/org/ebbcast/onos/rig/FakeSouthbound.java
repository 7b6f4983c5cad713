package org.ebbcast.onos.rig;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.onlab.packet.ChassisId;
import org.onosproject.net.Device;
import org.onosproject.net.DeviceId;
import org.onosproject.net.MastershipRole;
import org.onosproject.net.PortNumber;
import org.onosproject.net.device.DefaultDeviceDescription;
import org.onosproject.net.device.DefaultPortDescription;
import org.onosproject.net.device.DefaultPortStatistics;
import org.onosproject.net.device.DeviceProvider;
import org.onosproject.net.device.DeviceProviderService;
import org.onosproject.net.device.PortDescription;
import org.onosproject.net.device.PortStatistics;
import org.onosproject.net.flow.CompletedBatchOperation;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleProvider;
import org.onosproject.net.flow.FlowRuleProviderService;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchOperation;
import org.onosproject.net.group.GroupOperation;
import org.onosproject.net.group.GroupOperations;
import org.onosproject.net.group.GroupProvider;
import org.onosproject.net.group.GroupProviderService;
import org.onosproject.net.host.HostProvider;
import org.onosproject.net.link.LinkProvider;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;

/** ONOS's southbound side with {@link FakeSwitch}es below: connects them, carries rules, polls when told to. */
@SuppressWarnings("deprecation") // the provider interface still speaks FlowRuleBatchOperation
public final class FakeSouthbound extends AbstractProvider
        implements DeviceProvider, FlowRuleProvider, GroupProvider, LinkProvider, HostProvider {
    /** Port speed that every switch reports, Mbit/s, as Open vSwitch does for virtual interfaces. */
    static final long PORT_SPEED = 10_000;

    private final Map<DeviceId, FakeSwitch> switches = new ConcurrentHashMap<>();
    private final Set<DeviceId> connected = ConcurrentHashMap.newKeySet();

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private DeviceProviderService devices;
    private FlowRuleProviderService flows;
    private GroupProviderService groups;

    FakeSouthbound() {
        super(new ProviderId("of", "org.ebbcast.onos.rig"));
    }

    void bind(
            DeviceProviderService deviceService,
            FlowRuleProviderService flowService,
            GroupProviderService groupService) {
        devices = deviceService;
        flows = flowService;
        groups = groupService;
    }

    public FakeSwitch of(DeviceId id) {
        return switches.get(id);
    }

    /** What was asked of the switches so far, in order, such as {@code group+ of:0000000000000001}. */
    public List<String> log() {
        return List.copyOf(log);
    }

    /** All switches' tables together. */
    public int rulesEverywhere() {
        return switches.values().stream().mapToInt(FakeSwitch::size).sum();
    }

    void connect(DeviceId id, int ports) {
        switches.computeIfAbsent(id, device -> new FakeSwitch(device, log));
        connected.add(id);
        devices.deviceConnected(
                id,
                new DefaultDeviceDescription(
                        id.uri(), Device.Type.SWITCH, "Nicira", "Open vSwitch", "3.1.0", "None", new ChassisId(1)));
        List<PortDescription> descriptions = new ArrayList<>();
        for (int port = 1; port <= ports; port++) {
            descriptions.add(DefaultPortDescription.builder()
                    .withPortNumber(PortNumber.portNumber(port))
                    .isEnabled(true)
                    .portSpeed(PORT_SPEED)
                    .build());
        }
        devices.updatePorts(id, descriptions);
        devices.receivedRoleReply(id, MastershipRole.MASTER, MastershipRole.MASTER);
    }

    void disconnect(DeviceId id) {
        connected.remove(id);
        devices.deviceDisconnected(id);
    }

    /** One round of flow and group polls of every connected switch. */
    public void pollRules() {
        for (DeviceId id : connected) {
            FakeSwitch device = switches.get(id);
            if (device.isSilent()) {
                continue;
            }
            groups.pushGroupMetrics(id, device.groupEntries());
            flows.pushFlowMetrics(id, device.flowEntries());
        }
    }

    /** A port of a connected switch goes up or down. */
    public void setPort(DeviceId id, long port, boolean up) {
        devices.portStatusChanged(
                id,
                DefaultPortDescription.builder()
                        .withPortNumber(PortNumber.portNumber(port))
                        .isEnabled(up)
                        .portSpeed(PORT_SPEED)
                        .build());
    }

    /** Whether it is connected now. */
    public boolean isConnected(DeviceId id) {
        return connected.contains(id);
    }

    /** Reports one port's counters of one switch. */
    public void reportPort(DeviceId id, long port, long sentBytes, long receivedBytes, long seconds, long nanos) {
        PortStatistics sample = DefaultPortStatistics.builder()
                .setDeviceId(id)
                .setPort(PortNumber.portNumber(port))
                .setBytesSent(sentBytes)
                .setBytesReceived(receivedBytes)
                .setDurationSec(seconds)
                .setDurationNano(nanos)
                .build();
        devices.updatePortStatistics(id, List.of(sample));
    }

    @Override
    public void executeBatch(FlowRuleBatchOperation batch) {
        Set<FlowRule> refused = batch.getOperations().stream()
                .filter(entry -> !apply(entry))
                .map(FlowRuleBatchEntry::target)
                .collect(Collectors.toSet());
        if (switches.get(batch.deviceId()).isSilent()) {
            return;
        }
        flows.batchOperationCompleted(
                batch.id(), new CompletedBatchOperation(refused.isEmpty(), refused, batch.deviceId()));
    }

    private boolean apply(FlowRuleBatchEntry entry) {
        FakeSwitch device = switches.get(entry.target().deviceId());
        if (!connected.contains(entry.target().deviceId())) {
            return false;
        }
        if (entry.operator() == FlowRuleBatchEntry.FlowRuleOperation.REMOVE) {
            device.remove(entry.target());
            return true;
        }
        return device.add(entry.target());
    }

    @Override
    public void performGroupOperation(DeviceId deviceId, GroupOperations operations) {
        for (GroupOperation operation : operations.operations()) {
            switches.get(deviceId)
                    .apply(operation)
                    .ifPresent(code -> groups.groupOperationFailed(
                            deviceId, GroupOperation.createFailedGroupOperation(operation, code)));
        }
    }

    @Override
    public void applyFlowRule(FlowRule... rules) {
        for (FlowRule rule : rules) {
            switches.get(rule.deviceId()).add(rule);
        }
    }

    @Override
    public void removeFlowRule(FlowRule... rules) {
        for (FlowRule rule : rules) {
            switches.get(rule.deviceId()).remove(rule);
        }
    }

    @Override
    public void triggerProbe(DeviceId deviceId) {}

    @Override
    public void triggerProbe(org.onosproject.net.Host host) {}

    @Override
    public void roleChanged(DeviceId deviceId, MastershipRole role) {}

    @Override
    public boolean isReachable(DeviceId deviceId) {
        return connected.contains(deviceId);
    }

    @Override
    public void changePortState(DeviceId deviceId, PortNumber port, boolean enable) {}
}
