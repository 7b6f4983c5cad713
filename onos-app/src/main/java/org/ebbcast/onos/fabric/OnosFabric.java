package org.ebbcast.onos.fabric;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.onos.Worker;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.onosproject.net.DeviceId;
import org.onosproject.net.config.NetworkConfigEvent;
import org.onosproject.net.config.NetworkConfigListener;
import org.onosproject.net.config.basics.BandwidthCapacity;
import org.onosproject.net.config.basics.BasicLinkConfig;
import org.onosproject.net.device.DeviceEvent;
import org.onosproject.net.device.DeviceListener;
import org.onosproject.net.host.HostListener;
import org.onosproject.net.link.LinkListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fabric port on ONOS's services. Events arrive on ONOS's threads and only mark what is out of date; the worker
 * reads it. However many events come, at most one reading of the topology and one of each switch's counters wait.
 * Thread-safe; the current topology is written by the worker alone.
 */
public final class OnosFabric implements FabricPort, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OnosFabric.class);
    private static final int MAX_WAITING = 100_000;
    private static final Set<DeviceEvent.Type> COMING_AND_GOING = EnumSet.of(
            DeviceEvent.Type.DEVICE_ADDED,
            DeviceEvent.Type.DEVICE_AVAILABILITY_CHANGED,
            DeviceEvent.Type.DEVICE_REMOVED,
            DeviceEvent.Type.DEVICE_SUSPENDED);

    private final FabricServices services;
    private final TopologyReader reader;
    private final StatisticsReader statistics;
    private final HostProbe probe;
    private final Worker worker = new Worker("ebbcast-fabric", MAX_WAITING);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean topologyStale = new AtomicBoolean();
    private final Set<DeviceId> countersStale = ConcurrentHashMap.newKeySet();
    private final Set<DeviceId> present = new HashSet<>(); // worker only
    private final DeviceListener onDevice = this::deviceEvent;
    private final LinkListener onLink = event -> markTopology();
    private final HostListener onHost = event -> markTopology();
    private final NetworkConfigListener onConfiguration = this::configurationEvent;

    private volatile Topology topology = Topology.EMPTY;
    private volatile OptionalLong defaultCapacity;

    private OnosFabric(FabricServices services, OwnRuleCounters ownRules, OptionalLong defaultCapacity) {
        this.services = services;
        this.defaultCapacity = defaultCapacity;
        Capacities capacities = new Capacities(services.devices(), services.configuration());
        this.reader = new TopologyReader(services.devices(), services.links(), services.hosts(), capacities);
        this.statistics = new StatisticsReader(services.devices(), ownRules);
        this.probe = new HostProbe(services.edges());
    }

    /**
     * Begins to listen.
     *
     * @param defaultCapacity bits per second of every port whose link or port does not say otherwise; empty to believe
     *     the switches
     */
    public static OnosFabric start(FabricServices services, OwnRuleCounters ownRules, OptionalLong defaultCapacity) {
        OnosFabric fabric = new OnosFabric(services, ownRules, defaultCapacity);
        fabric.topology = fabric.reader.read(defaultCapacity);
        fabric.topology.switches().forEach(datapathId -> fabric.present.add(OnosIds.deviceId(datapathId)));
        services.devices().addListener(fabric.onDevice);
        services.links().addListener(fabric.onLink);
        services.hosts().addListener(fabric.onHost);
        services.configuration().addListener(fabric.onConfiguration);
        fabric.markTopology(); // what changed between the reading and the listening
        return fabric;
    }

    @Override
    public Topology topology() {
        return topology;
    }

    @Override
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void probe(Ipv4Address address) {
        submit(() -> probe.send(address), () -> LOG.debug("not probed: {}", address));
    }

    /** From now on ports that nothing else tells of have this capacity, bits per second. */
    public void setDefaultCapacity(OptionalLong bitsPerSecond) {
        defaultCapacity = bitsPerSecond;
        markTopology();
    }

    private void deviceEvent(DeviceEvent event) {
        DeviceId device = event.subject().id();
        if (event.type() == DeviceEvent.Type.PORT_STATS_UPDATED) {
            if (!listeners.isEmpty() && countersStale.add(device)) {
                submit(() -> readCounters(device), () -> countersStale.remove(device));
            }
            return;
        }
        markTopology();
        if (COMING_AND_GOING.contains(event.type())) {
            boolean available = services.devices().isAvailable(device);
            submit(() -> announce(device, available), () -> LOG.error("{} came or went unnoticed", device));
        }
    }

    private void configurationEvent(NetworkConfigEvent event) {
        if (event.configClass() == BasicLinkConfig.class || event.configClass() == BandwidthCapacity.class) {
            markTopology();
        }
    }

    private void markTopology() {
        if (topologyStale.compareAndSet(false, true)) {
            submit(this::readTopology, () -> topologyStale.set(false));
        }
    }

    private void readTopology() {
        topologyStale.set(false);
        Topology now = reader.read(defaultCapacity);
        if (!now.equals(topology)) {
            topology = now;
            LOG.debug("{} switches, {} links, {} hosts", now.switches().size(), now.links().size(),
                    now.attachments().size());
            listeners.forEach(listener -> listener.topologyChanged(now));
        }
    }

    private void readCounters(DeviceId device) {
        countersStale.remove(device);
        OnosIds.datapathId(device).ifPresent(datapathId -> {
            var ports = statistics.ports(device, datapathId);
            var rules = statistics.rules(datapathId);
            listeners.forEach(listener -> listener.statisticsRead(datapathId, ports, rules));
        });
    }

    /** ONOS tells of one arrival more than once. */
    private void announce(DeviceId device, boolean available) {
        if (!available) {
            present.remove(device);
        } else if (present.add(device)) {
            OnosIds.datapathId(device).ifPresent((DatapathId datapathId) ->
                    listeners.forEach(listener -> listener.switchConnected(datapathId)));
        }
    }

    /** Too much waits only if ONOS's stores hang; the next event of the same kind tries again. */
    private void submit(Runnable task, Runnable refused) {
        try {
            worker.execute(task);
        } catch (RejectedExecutionException e) {
            refused.run();
        }
    }

    @Override
    public void close() {
        services.devices().removeListener(onDevice);
        services.links().removeListener(onLink);
        services.hosts().removeListener(onHost);
        services.configuration().removeListener(onConfiguration);
        worker.close();
        listeners.clear();
    }
}
