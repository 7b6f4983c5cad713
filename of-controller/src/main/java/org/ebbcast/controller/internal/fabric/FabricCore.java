package org.ebbcast.controller.internal.fabric;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PipelineProfile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fabric: what switches report comes in with the time, what to send and to tell comes out. Owned by the fabric's
 * event loop.
 */
public final class FabricCore {
    private static final Logger LOG = LoggerFactory.getLogger(FabricCore.class);
    private static final long SEEK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_SOUGHT_AT_ONCE = 64;
    private static final long UNKNOWN_SPEED_BITS_PER_SECOND = 1_000_000_000L;

    private final FabricSettings settings;
    private final LldpCodec lldp;
    private final SwitchTable switches = new SwitchTable();
    private final LinkTable links = new LinkTable();
    private final HostTable hosts;
    private final HostDiscovery discovery;
    private final BaseConnectivity connectivity;
    private final PortPolicer policer;
    // Hosts that switches had rules for when they came and that were not seen yet in this life.
    private final Set<MacAddress> inherited = new HashSet<>();
    private final Set<Ipv4Address> wanted = new LinkedHashSet<>();
    private final long startNanos;
    private OptionalLong capacityBitsPerSecond;
    private boolean linksChanged;
    private boolean everythingChanged;
    private boolean topologyChanged;
    private boolean holding = true;
    private long nextRoundNanos;
    private long nextSeekNanos;
    private Topology topology = Topology.EMPTY;

    /** @param lldpKey secret of this controller's life; see {@link LldpCodec} */
    public FabricCore(FabricSettings settings, PipelineProfile profile, byte[] lldpKey, long nowNanos) {
        this.settings = settings;
        this.lldp = new LldpCodec(lldpKey);
        this.hosts = new HostTable(settings.hostsPerPort());
        this.discovery = new HostDiscovery(switches, hosts);
        this.connectivity = new BaseConnectivity(switches, hosts, profile.queueId(), profile.dscp());
        this.policer = new PortPolicer(settings.framesPerSecond());
        this.startNanos = nowNanos;
        this.nextRoundNanos = nowNanos;
        this.nextSeekNanos = nowNanos;
        this.capacityBitsPerSecond = settings.capacityBitsPerSecond();
    }

    /** A switch is ready; {@code found} is what base rules it already has. */
    public List<Effect> switchConnected(DatapathId id, List<SwitchPort> ports, BaseRules found) {
        Map<ConnectPoint, Boolean> before = new TreeMap<>(switches.upStates(id));
        switches.connected(id, ports);
        before.keySet().stream().filter(port -> !switches.isUp(port)).forEach(this::wentDown);
        connectivity.found(id, found);
        if (holding) {
            found.flows().keySet().forEach(key -> BasePipeline.destinationOf(key)
                    .filter(mac -> hosts.byMac(mac).isEmpty())
                    .ifPresent(inherited::add));
        }
        everythingChanged = true;
        List<Effect> effects = new ArrayList<>();
        for (ConnectPoint port : switches.upPorts(id)) {
            effects.add(announce(port));
            if (!before.getOrDefault(port, false)) {
                effects.addAll(discovery.portCameUp(port));
            }
        }
        return settled(effects);
    }

    /** A switch did not do as told and was read anew. */
    public List<Effect> switchReread(DatapathId id, BaseRules found) {
        if (!switches.isConnected(id)) {
            return List.of();
        }
        connectivity.found(id, found);
        everythingChanged = true;
        return settled(new ArrayList<>());
    }

    /** The connection of a switch is gone. It is out of the topology now, and out of the routes after the grace. */
    public List<Effect> switchDisconnected(long nowNanos, DatapathId id) {
        switches.departed(id, nowNanos);
        connectivity.departed(id);
        topologyChanged = true;
        return settled(new ArrayList<>());
    }

    /** A port appeared or changed. */
    public List<Effect> portChanged(DatapathId id, SwitchPort port) {
        ConnectPoint at = ConnectPoint.of(id, port.number());
        boolean wasUp = switches.isUp(at);
        switches.put(id, port);
        // Its speed may be another.
        topologyChanged = true;
        List<Effect> effects = new ArrayList<>();
        if (wasUp && !port.up()) {
            wentDown(at);
        } else if (!wasUp && switches.isUp(at)) {
            LOG.info("port {} is up", at);
            effects.add(announce(at));
            effects.addAll(discovery.portCameUp(at));
        }
        return settled(effects);
    }

    /** A port is gone from its switch. */
    public List<Effect> portRemoved(ConnectPoint port) {
        if (switches.isUp(port)) {
            wentDown(port);
        }
        switches.remove(port);
        policer.forget(port);
        return settled(new ArrayList<>());
    }

    /** A switch handed up a frame. */
    public List<Effect> frameReceived(long nowNanos, ConnectPoint at, byte[] bytes) {
        Optional<EthernetFrame> frame = EthernetFrame.read(bytes);
        if (frame.isEmpty() || !switches.isUp(at)) {
            return List.of();
        }
        if (frame.get().etherType() == EthernetFrame.LLDP) {
            return settled(link(lldp.read(frame.get().payload()), at));
        }
        // Our own probes come in over links that are not known yet; what crosses known links has been seen before.
        if (frame.get().source().equals(LldpCodec.CONTROLLER_MAC) || !switches.isEdge(at)) {
            return List.of();
        }
        PortPolicer.Verdict verdict = policer.police(at, nowNanos);
        if (verdict == PortPolicer.Verdict.SILENCE) {
            LOG.warn("port {} sends more unknown frames than {} a second; silenced", at, settings.framesPerSecond());
            return List.of(silence(at));
        }
        return verdict == PortPolicer.Verdict.DROP
                ? List.of()
                : settled(new ArrayList<>(discovery.frame(nowNanos, at, frame.get())));
    }

    /** Looks for the host that has this address. */
    public List<Effect> probe(long nowNanos, Ipv4Address address) {
        return discovery.probe(nowNanos, address);
    }

    /** From now on looks for these hosts until they are found, and again when they are lost. */
    public List<Effect> wanted(long nowNanos, Set<Ipv4Address> addresses) {
        wanted.clear();
        wanted.addAll(addresses);
        return seek(nowNanos);
    }

    private List<Effect> seek(long nowNanos) {
        List<Effect> effects = new ArrayList<>();
        wanted.stream()
                .filter(address -> hosts.byAddress(address).isEmpty())
                .limit(MOST_SOUGHT_AT_ONCE)
                .forEach(address -> effects.addAll(discovery.probe(nowNanos, address)));
        nextSeekNanos = nowNanos + SEEK_NANOS;
        return effects;
    }

    /** From now on every port has this capacity; empty for what switches report. */
    public List<Effect> capacity(OptionalLong bitsPerSecond) {
        capacityBitsPerSecond = bitsPerSecond;
        topologyChanged = true;
        return settled(new ArrayList<>());
    }

    /** Time passed; to be called several times a second. */
    public List<Effect> tick(long nowNanos) {
        List<Effect> effects = new ArrayList<>();
        for (DatapathId gone : switches.forgetDeparted(nowNanos, settings.departureGrace().toNanos())) {
            LOG.warn("switch {} did not come back; routes avoid it", gone);
            linksChanged |= links.removeAt(gone);
            everythingChanged = true;
        }
        if (holding && nowNanos - startNanos >= settings.restartHold().toNanos()) {
            holding = false;
            inherited.clear();
            everythingChanged = true;
        }
        if (nowNanos >= nextRoundNanos) {
            nextRoundNanos = nowNanos + settings.discoveryInterval().toNanos();
            if (links.beginRound(settings.missedRounds())) {
                LOG.warn("a link fell silent for {} rounds of LLDP", settings.missedRounds());
                linksChanged = true;
            }
            switches.upPorts().forEach(port -> effects.add(announce(port)));
        }
        if (nowNanos >= nextSeekNanos) {
            effects.addAll(seek(nowNanos));
        }
        return settled(effects);
    }

    /** The last one told. */
    public Topology topology() {
        return topology;
    }

    private List<Effect> link(Optional<ConnectPoint> sentFrom, ConnectPoint at) {
        List<Effect> effects = new ArrayList<>();
        if (sentFrom.isEmpty() || sentFrom.get().equals(at) || !switches.isUp(sentFrom.get())) {
            return effects;
        }
        ConnectPoint from = sentFrom.get();
        if (links.observe(from, at)) {
            boolean confirmed = links.isConfirmed(from, at);
            linksChanged = true;
            everythingChanged = true;
            for (ConnectPoint end : List.of(from, at)) {
                switches.markInfrastructure(end);
                discovery.portWentDown(end);
            }
            if (confirmed) {
                LOG.info("link {} - {}", from, at);
            } else {
                effects.add(announce(at));
            }
        }
        return effects;
    }

    private void wentDown(ConnectPoint port) {
        LOG.info("port {} is down", port);
        linksChanged |= links.removeAt(port);
        discovery.portWentDown(port);
        everythingChanged = true;
    }

    private Effect announce(ConnectPoint port) {
        return new Effect.SendFrame(port, lldp.frame(port).bytes());
    }

    private static Effect silence(ConnectPoint at) {
        return new Effect.ChangeRules(
                at.datapathId(),
                BasePipeline.suppression(at.port()).stream()
                        .<RuleChange>map(RuleChange.PutFlow::new)
                        .toList());
    }

    /** Adds to {@code effects} what the events so far call for. */
    private List<Effect> settled(List<Effect> effects) {
        Set<MacAddress> hostsChanged = discovery.takeChanged();
        inherited.removeAll(hostsChanged);
        if (linksChanged) {
            connectivity.routes(new Routes(links.confirmed()));
        }
        boolean hostsMoved = !hostsChanged.isEmpty();
        if (linksChanged || everythingChanged || hostsMoved && connectivity.destinationsChanged()) {
            // Rules come before frames that were waiting for them.
            effects.addAll(0, connectivity.reconcile(this::isHeld));
        } else if (hostsMoved) {
            effects.addAll(0, connectivity.reconcileHosts(hostsChanged));
        }
        if (linksChanged || everythingChanged || topologyChanged || hostsMoved) {
            Topology now = snapshot();
            if (!now.equals(topology)) {
                topology = now;
                effects.add(new Effect.TopologyChanged(now));
            }
        }
        linksChanged = false;
        everythingChanged = false;
        topologyChanged = false;
        return effects;
    }

    /** Rules of an earlier life go on until their hosts had time to be seen again. */
    private boolean isHeld(BaseFlow.Key key) {
        return BasePipeline.destinationOf(key).filter(inherited::contains).isPresent();
    }

    private Topology snapshot() {
        List<Topology.Link> live = new ArrayList<>();
        links.confirmed().forEach((from, to) -> {
            if (switches.isConnected(from.datapathId()) && switches.isConnected(to.datapathId())) {
                live.add(Topology.Link.of(from, to, Math.min(capacityOf(from), capacityOf(to))));
            }
        });
        List<Topology.Attachment> attachments = new ArrayList<>();
        for (Host host : hosts.all()) {
            if (switches.isConnected(host.at().datapathId())) {
                for (Ipv4Address address : host.addresses()) {
                    attachments.add(Topology.Attachment.of(
                            host.mac().toString(), address, host.at(), capacityOf(host.at())));
                }
            }
        }
        return Topology.of(switches.connected(), live, attachments);
    }

    private long capacityOf(ConnectPoint port) {
        if (capacityBitsPerSecond.isPresent()) {
            return capacityBitsPerSecond.getAsLong();
        }
        long reported = switches.port(port).map(SwitchPort::speedBitsPerSecond).orElse(0L);
        return reported > 0 ? reported : UNKNOWN_SPEED_BITS_PER_SECOND;
    }
}
