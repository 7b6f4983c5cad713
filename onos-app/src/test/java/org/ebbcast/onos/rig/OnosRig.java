package org.ebbcast.onos.rig;

import com.google.common.util.concurrent.MoreExecutors;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.ebbcast.onos.fabric.FabricServices;
import org.ebbcast.onos.rules.RuleServices;
import org.onlab.packet.IpAddress;
import org.onlab.packet.MacAddress;
import org.onlab.packet.VlanId;
import org.onosproject.cfg.ComponentConfigAdapter;
import org.onosproject.cfg.ComponentConfigService;
import org.onosproject.cluster.ClusterService;
import org.onosproject.cluster.ClusterServiceAdapter;
import org.onosproject.cluster.ControllerNode;
import org.onosproject.cluster.DefaultControllerNode;
import org.onosproject.cluster.LeadershipService;
import org.onosproject.cluster.NodeId;
import org.onosproject.common.event.impl.TestEventDispatcher;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.core.CoreServiceAdapter;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.core.IdGenerator;
import org.onosproject.mastership.MastershipServiceAdapter;
import org.onosproject.net.AbstractProjectableModel;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DeviceId;
import org.onosproject.net.HostId;
import org.onosproject.net.HostLocation;
import org.onosproject.net.Link;
import org.onosproject.net.MastershipRole;
import org.onosproject.net.PortNumber;
import org.onosproject.net.config.NetworkConfigRegistryAdapter;
import org.onosproject.net.config.NetworkConfigService;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.device.impl.DeviceManager;
import org.onosproject.net.driver.DriverServiceAdapter;
import org.onosproject.net.edge.EdgePortService;
import org.onosproject.net.edge.EdgePortServiceAdapter;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.impl.FlowRuleManager;
import org.onosproject.net.group.GroupService;
import org.onosproject.net.group.impl.GroupManager;
import org.onosproject.net.host.DefaultHostDescription;
import org.onosproject.net.host.HostProviderService;
import org.onosproject.net.host.HostService;
import org.onosproject.net.host.impl.HostManager;
import org.onosproject.net.intf.InterfaceServiceAdapter;
import org.onosproject.net.link.DefaultLinkDescription;
import org.onosproject.net.link.LinkProviderService;
import org.onosproject.net.link.LinkService;
import org.onosproject.net.link.impl.LinkManager;
import org.onosproject.net.packet.PacketServiceAdapter;
import org.onosproject.net.provider.ProviderId;
import org.onosproject.store.cluster.messaging.ClusterCommunicationServiceAdapter;
import org.onosproject.store.service.StorageService;
import org.onosproject.store.trivial.SimpleDeviceStore;
import org.onosproject.store.trivial.SimpleGroupStore;
import org.onosproject.store.trivial.SimpleHostStore;
import org.onosproject.store.trivial.SimpleLinkStore;
import org.osgi.service.component.ComponentContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONOS's own managers for devices, links, hosts, flow rules and groups, with in-memory stores, and a fake southbound
 * provider. Events are told on the thread that causes them.
 */
public final class OnosRig implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OnosRig.class);
    private static final ControllerNode SELF =
            new DefaultControllerNode(new NodeId("self"), IpAddress.valueOf("127.0.0.1"));

    /** The application under test. */
    public static final ApplicationId APPLICATION = new DefaultApplicationId(165, "org.ebbcast");

    private final DeviceManager devices = new DeviceManager();
    private final LinkManager links = new LinkManager();
    private final HostManager hosts = new HostManager();
    private final FlowRuleManager flows = new FlowRuleManager();
    private final GroupManager groups = new GroupManager();
    private final FakeSouthbound southbound = new FakeSouthbound();
    private final List<ByteBuffer> probes = new CopyOnWriteArrayList<>();
    private volatile Consumer<ByteBuffer> probeHearer = data -> {};
    private final LinkProviderService linkProvider;
    private final HostProviderService hostProvider;
    private final ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor();

    public OnosRig() {
        AbstractProjectableModel.setDriverService(null, new DriverServiceAdapter());
        TestEventDispatcher events = new TestEventDispatcher();
        NetworkConfigRegistryAdapter configuration = new NetworkConfigRegistryAdapter();
        OneNode cluster = new OneNode();
        Mastership mastership = new Mastership();
        for (Object manager : List.of(devices, links, hosts, flows, groups)) {
            Field.set(manager, "eventDispatcher", events);
        }
        startDevices(configuration, cluster, mastership);
        startHostsAndLinks(configuration);
        startRules(configuration, cluster, mastership);
        southbound.bind(devices.register(southbound), flows.register(southbound), groups.register(southbound));
        linkProvider = links.register(southbound);
        hostProvider = hosts.register(southbound);
    }

    private void startDevices(NetworkConfigRegistryAdapter configuration, OneNode cluster, Mastership mastership) {
        SimpleDeviceStore store = new SimpleDeviceStore();
        store.activate();
        Field.set(devices, "store", store);
        Field.set(devices, "clusterService", cluster);
        Field.set(devices, "mastershipService", mastership);
        Field.set(devices, "termService", mastership);
        Field.set(devices, "networkConfigService", configuration);
        Field.set(devices, "communicationService", new ClusterCommunicationServiceAdapter());
        devices.activate();
    }

    private void startHostsAndLinks(NetworkConfigRegistryAdapter configuration) {
        SimpleLinkStore linkStore = new SimpleLinkStore();
        linkStore.activate();
        Field.set(links, "store", linkStore);
        Field.set(links, "deviceService", devices);
        Field.set(links, "networkConfigService", configuration);
        links.activate();
        Field.set(hosts, "store", new SimpleHostStore());
        Field.set(hosts, "deviceService", devices);
        Field.set(hosts, "packetService", new PacketServiceAdapter());
        Field.set(hosts, "networkConfigService", configuration);
        Field.set(hosts, "interfaceService", new InterfaceServiceAdapter());
        Field.set(hosts, "edgePortService", new EdgePortServiceAdapter());
        Field.set(hosts, "cfgService", new ComponentConfigAdapter());
        hosts.activate(unconfigured());
    }

    private void startRules(NetworkConfigRegistryAdapter configuration, OneNode cluster, Mastership mastership) {
        SimpleGroupStore groupStore = new SimpleGroupStore();
        groupStore.activate();
        Field.set(flows, "store", new FaithfulFlowRuleStore());
        Field.set(flows, "coreService", new Ids());
        Field.set(flows, "clusterService", cluster);
        Field.set(flows, "operationsService", MoreExecutors.newDirectExecutorService());
        Field.set(flows, "deviceInstallers", MoreExecutors.newDirectExecutorService());
        Field.set(groups, "store", groupStore);
        for (Object manager : List.of(flows, groups)) {
            Field.set(manager, "deviceService", devices);
            Field.set(manager, "mastershipService", mastership);
            Field.set(manager, "cfgService", new ComponentConfigAdapter());
            Field.set(manager, "driverService", new DriverServiceAdapter());
            Field.set(manager, "netCfgService", configuration);
        }
        flows.activate(null);
        groups.activate(null);
    }

    private static ComponentContext unconfigured() {
        return (ComponentContext) Proxy.newProxyInstance(
                OnosRig.class.getClassLoader(),
                new Class<?>[] {ComponentContext.class},
                (proxy, method, arguments) -> method.getName().equals("getProperties") ? new Hashtable<>() : null);
    }

    public FakeSouthbound southbound() {
        return southbound;
    }

    public FabricServices fabricServices() {
        return FabricServices.of(devices, links, hosts, new Edges(), new NetworkConfigRegistryAdapter());
    }

    public RuleServices ruleServices() {
        return RuleServices.of(APPLICATION, devices, flows, groups);
    }

    public FlowRuleManager flows() {
        return flows;
    }

    public GroupManager groups() {
        return groups;
    }

    /** Everything that the application asks OSGi for, except for its own. */
    public Map<Class<?>, Object> services() {
        return Map.ofEntries(
                Map.entry(CoreService.class, new Ids()),
                Map.entry(ComponentConfigService.class, new ComponentConfigAdapter()),
                Map.entry(ClusterService.class, new OneNode()),
                Map.entry(LeadershipService.class, new SoleLeader(SELF.id())),
                Map.entry(StorageService.class, new MapStorage()),
                Map.entry(NetworkConfigService.class, new NetworkConfigRegistryAdapter()),
                Map.entry(DeviceService.class, devices),
                Map.entry(LinkService.class, links),
                Map.entry(HostService.class, hosts),
                Map.entry(EdgePortService.class, new Edges()),
                Map.entry(FlowRuleService.class, flows),
                Map.entry(GroupService.class, groups));
    }

    /** Frames sent out of all edge ports. */
    public List<ByteBuffer> probes() {
        return probes;
    }

    public void connect(DeviceId id, int ports) {
        southbound.connect(id, ports);
    }

    public void disconnect(DeviceId id) {
        southbound.disconnect(id);
    }

    /** Both directions. */
    public void link(DeviceId one, long onePort, DeviceId two, long twoPort) {
        ConnectPoint a = new ConnectPoint(one, PortNumber.portNumber(onePort));
        ConnectPoint b = new ConnectPoint(two, PortNumber.portNumber(twoPort));
        linkProvider.linkDetected(new DefaultLinkDescription(a, b, Link.Type.DIRECT));
        linkProvider.linkDetected(new DefaultLinkDescription(b, a, Link.Type.DIRECT));
    }

    public void unlink(DeviceId one, long onePort) {
        linkProvider.linksVanished(new ConnectPoint(one, PortNumber.portNumber(onePort)));
    }

    public void host(String mac, String ip, DeviceId device, long port) {
        MacAddress address = MacAddress.valueOf(mac);
        hostProvider.hostDetected(
                HostId.hostId(address, VlanId.NONE),
                new DefaultHostDescription(
                        address,
                        VlanId.NONE,
                        new HostLocation(device, PortNumber.portNumber(port), 1),
                        IpAddress.valueOf(ip)),
                false);
    }

    /** From now on {@code poll} runs every few milliseconds; one that fails is as good as one that did not come. */
    public void pollAlways(Runnable poll) {
        poller.scheduleWithFixedDelay(() -> untilNextTime(poll), 0, 5, TimeUnit.MILLISECONDS);
    }

    private static void untilNextTime(Runnable poll) {
        try {
            poll.run();
        } catch (RuntimeException e) {
            LOG.debug("the in-memory stores do not bear every change during a poll", e);
        }
    }

    /** From now on flows and groups are polled every few milliseconds, as ONOS does every few seconds. */
    public void pollRulesAlways() {
        pollAlways(southbound::pollRules);
    }

    @Override
    public void close() {
        poller.shutdownNow();
        groups.deactivate();
        flows.deactivate();
        hosts.deactivate();
        links.deactivate();
        devices.deactivate();
    }

    /** From now on {@code hearer} hears of every frame that is sent out of all edge ports. */
    public void onProbe(Consumer<ByteBuffer> hearer) {
        probeHearer = hearer;
    }

    private final class Edges extends EdgePortServiceAdapter {
        @Override
        public void emitPacket(ByteBuffer data, Optional<TrafficTreatment> treatment) {
            probes.add(data);
            probeHearer.accept(data);
        }
    }

    private static final class OneNode extends ClusterServiceAdapter {
        @Override
        public ControllerNode getLocalNode() {
            return SELF;
        }

        @Override
        public Set<ControllerNode> getNodes() {
            return Set.of(SELF);
        }
    }

    private static final class Ids extends CoreServiceAdapter {
        private final Map<String, AtomicLong> counters = new ConcurrentHashMap<>();

        @Override
        public ApplicationId registerApplication(String name) {
            return APPLICATION;
        }

        @Override
        public IdGenerator getIdGenerator(String topic) {
            return () -> counters.computeIfAbsent(topic, t -> new AtomicLong()).incrementAndGet();
        }
    }

    private static final class Mastership extends MastershipServiceAdapter
            implements org.onosproject.mastership.MastershipTermService {
        @Override
        public MastershipRole getLocalRole(DeviceId deviceId) {
            return MastershipRole.MASTER;
        }

        @Override
        public boolean isLocalMaster(DeviceId deviceId) {
            return true;
        }

        @Override
        public CompletableFuture<MastershipRole> requestRoleFor(DeviceId deviceId) {
            return CompletableFuture.completedFuture(MastershipRole.MASTER);
        }

        @Override
        public CompletableFuture<Void> relinquishMastership(DeviceId deviceId) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public NodeId getMasterFor(DeviceId deviceId) {
            return SELF.id();
        }

        @Override
        public org.onosproject.mastership.MastershipTerm getMastershipTerm(DeviceId deviceId) {
            return org.onosproject.mastership.MastershipTerm.of(SELF.id(), 1);
        }
    }
}
