package org.ebbcast.orchestrator.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.orchestrator.port.PortSample;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.FlowRule;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PortNumber;

/** A leaf–spine fabric that forwards by rules, counts bytes, and answers polls every second with flow counters late. */
public final class SimFabric implements FabricPort {
    private static final long POLL_NANOS = 1_000_000_000L;
    private static final long SHORTEST_WINDOW_NANOS = 250_000_000L;
    private static final long FLOW_COUNTER_NANOS = 500_000_000L;

    private final VirtualLoop loop;
    private final SimRules rules;
    private final Random random;
    private final long capacityBitsPerSecond;
    private final Map<ConnectPoint, ConnectPoint> links = new TreeMap<>();
    private final Map<HostId, Topology.Attachment> attachments = new TreeMap<>();
    private final Map<ConnectPoint, HostId> hostAt = new HashMap<>();
    private final Set<DatapathId> switches = new TreeSet<>();
    private final Set<DatapathId> away = new HashSet<>();
    private final Set<ConnectPoint> down = new HashSet<>();
    private final Map<PortDirection, Double> bytes = new HashMap<>();
    private final Map<PortDirection, Long> foreground = new HashMap<>();
    private final Map<Long, Double> visibleBytes = new HashMap<>();
    private final Map<DatapathId, Long> lastReadNanos = new HashMap<>();
    private List<Listener> listeners = new ArrayList<>();
    private boolean polling = true;

    /** Hosts are called h1, h2, … leaf by leaf. */
    public SimFabric(
            VirtualLoop loop, SimRules rules, Random random, int spines, int leaves, int hostsPerLeaf, long capacity) {
        this.loop = loop;
        this.rules = rules;
        this.random = random;
        capacityBitsPerSecond = capacity;
        for (int leaf = 1; leaf <= leaves; leaf++) {
            switches.add(DatapathId.of(leaf));
            for (int h = 1; h <= hostsPerLeaf; h++) {
                attach(leaf, h, (leaf - 1) * hostsPerLeaf + h);
            }
            for (int spine = 1; spine <= spines; spine++) {
                switches.add(DatapathId.of(100 + spine));
                link(at(leaf, 100 + spine), at(100 + spine, leaf));
            }
        }
        switches.forEach(s -> loop.schedule(random.nextInt((int) POLL_NANOS), () -> pollRegularly(s)));
        loop.schedule(FLOW_COUNTER_NANOS, this::refreshFlowCounters);
    }

    private void attach(int leaf, int port, int number) {
        HostId host = HostId.of("h" + number);
        Ipv4Address address = Ipv4Address.parse("10.0." + leaf + "." + port);
        String mac = String.format("00:00:00:00:%02x:%02x", leaf, port);
        attachments.put(host, Topology.Attachment.of(mac, address, at(leaf, port), capacityBitsPerSecond));
        hostAt.put(at(leaf, port), host);
    }

    /** Port {@code port} of switch {@code datapathId}. */
    public static ConnectPoint at(long datapathId, long port) {
        return ConnectPoint.of(DatapathId.of(datapathId), PortNumber.of(port));
    }

    private void link(ConnectPoint a, ConnectPoint b) {
        links.put(a, b);
        links.put(b, a);
    }

    /** Where each host is. */
    public Map<HostId, Topology.Attachment> attachments() {
        return attachments;
    }

    @Override
    public Topology topology() {
        List<Topology.Link> live = links.entrySet().stream()
                .filter(l -> isUp(l.getKey()) && isUp(l.getValue()))
                .map(l -> Topology.Link.of(l.getKey(), l.getValue(), capacityBitsPerSecond))
                .collect(Collectors.toList());
        Set<DatapathId> connected = switches.stream().filter(s -> !away.contains(s)).collect(Collectors.toSet());
        List<Topology.Attachment> seen = attachments.values().stream()
                .filter(a -> !away.contains(a.at().datapathId()))
                .collect(Collectors.toList());
        return Topology.of(connected, live, seen);
    }

    private boolean isUp(ConnectPoint end) {
        return !down.contains(end) && !away.contains(end.datapathId());
    }

    @Override
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** A controller died: nobody listens any more. */
    public void forgetListeners() {
        listeners = new ArrayList<>();
    }

    @Override
    public void probe(Ipv4Address address) {}

    /** Takes a link down or up, both directions. */
    public void setLink(ConnectPoint end, boolean up) {
        setLink(end, up, 0);
    }

    /** As above, but the switches say so only a while later. */
    public void setLink(ConnectPoint end, boolean up, long noticedAfterNanos) {
        for (ConnectPoint point : List.of(end, links.get(end))) {
            if (up) {
                down.remove(point);
            } else {
                down.add(point);
            }
        }
        loop.schedule(noticedAfterNanos, () -> listeners.forEach(l -> l.topologyChanged(topology())));
    }

    /** Disconnects or reconnects a switch; a restarted one has lost its rules. It forwards nothing while away. */
    public void setSwitch(DatapathId datapathId, boolean connected, boolean rulesLost) {
        rules.away(datapathId, !connected);
        if (rulesLost) {
            rules.table(datapathId).flows.clear();
            rules.table(datapathId).groups.clear();
        }
        if (connected && away.remove(datapathId)) {
            listeners.forEach(l -> l.switchConnected(datapathId));
        } else if (!connected) {
            away.add(datapathId);
        }
        listeners.forEach(l -> l.topologyChanged(topology()));
    }

    /** Other traffic on one direction of a link from now on. */
    public void setForeground(PortDirection where, long bitsPerSecond) {
        foreground.put(where, bitsPerSecond);
    }

    /** Stops or starts answering polls. */
    public void setPolling(boolean on) {
        polling = on;
    }

    public Set<DatapathId> switches() {
        return switches;
    }

    /** Ports that lead to other switches. */
    public List<ConnectPoint> fabricPorts() {
        return List.copyOf(links.keySet());
    }

    /** A packet's way: which hosts it reaches, over which ports, by which rules. */
    public static final class Way {
        public final Map<HostId, List<PortDirection>> reached = new TreeMap<>();
        public final Set<PortDirection> crossed = new HashSet<>();
        public final Map<DatapathId, FlowRule> rules = new TreeMap<>();
        public Optional<String> violation = Optional.empty();
    }

    /** Follows a packet to {@code group} from {@code host} through the rules as they are now. */
    public Way walk(HostId host, Ipv4Address group) {
        Way way = new Way();
        ConnectPoint entry = attachments.get(host).at();
        walk(way, entry, group, List.of(PortDirection.receivedAt(entry)), 0);
        return way;
    }

    private void walk(Way way, ConnectPoint in, Ipv4Address group, List<PortDirection> path, int depth) {
        way.crossed.addAll(path);
        if (depth > 16) {
            way.violation = Optional.of("a packet to " + group + " goes in circles");
            return;
        }
        Optional<FlowRule> flow = away.contains(in.datapathId())
                ? Optional.empty()
                : rules.match(in.datapathId(), in.port(), group);
        if (flow.isEmpty()) {
            return;
        }
        way.rules.put(in.datapathId(), flow.get());
        for (PortNumber port : rules.outputs(in.datapathId(), flow.get())) {
            ConnectPoint out = ConnectPoint.of(in.datapathId(), port);
            List<PortDirection> longer = new ArrayList<>(path);
            longer.add(PortDirection.sentFrom(out));
            way.crossed.add(PortDirection.sentFrom(out));
            HostId host = hostAt.get(out);
            if (host != null && way.reached.put(host, longer) != null) {
                way.violation = Optional.of(host + " gets packets to " + group + " twice");
            }
            ConnectPoint next = links.get(out);
            if (next != null && isUp(out) && isUp(next)) {
                longer.add(PortDirection.receivedAt(next));
                walk(way, next, group, longer, depth + 1);
            }
        }
    }

    /** What foreground traffic leaves of one direction of a link, bits per second. */
    public long room(PortDirection where) {
        return Math.max(0, capacityBitsPerSecond - foreground.getOrDefault(where, 0L));
    }

    /** A packet of Ebbcast's crossed a port. */
    public void carried(PortDirection where, int packetBytes) {
        bytes.merge(where, (double) packetBytes, Double::sum);
    }

    /** Fraction of what Ebbcast offers on each port that gets through beside foreground traffic. */
    public Map<PortDirection, Double> passed(Map<PortDirection, Double> ownBitsPerSecond, double seconds) {
        Map<PortDirection, Double> fractions = new HashMap<>();
        ownBitsPerSecond.forEach((where, own) -> {
            double room = Math.max(0, capacityBitsPerSecond - foreground.getOrDefault(where, 0L));
            double fraction = own <= room ? 1 : room / own;
            fractions.put(where, fraction);
            bytes.merge(where, own * fraction * seconds / 8, Double::sum);
        });
        foreground.forEach((where, rate) -> bytes.merge(where, rate * seconds / 8, Double::sum));
        return fractions;
    }

    /** A switch says that only these of its ports have the queue of image data. */
    public void setQueues(DatapathId datapathId, Set<PortNumber> withQueue) {
        listeners.forEach(l -> l.queuesRead(datapathId, withQueue));
    }

    /** Counts what one host fetches from another at the ports of both. */
    void carry(HostId from, HostId to, long payloadBytes) {
        bytes.merge(PortDirection.receivedAt(attachments.get(from).at()), (double) payloadBytes, Double::sum);
        bytes.merge(PortDirection.sentFrom(attachments.get(to).at()), (double) payloadBytes, Double::sum);
    }

    private void refreshFlowCounters() {
        switches.forEach(s -> rules.table(s).bytes.forEach((cookie, b) -> visibleBytes.put(key(s, cookie), b)));
        loop.schedule(FLOW_COUNTER_NANOS, this::refreshFlowCounters);
    }

    private static long key(DatapathId datapathId, long cookie) {
        return datapathId.value() << 48 ^ cookie;
    }

    private void pollRegularly(DatapathId datapathId) {
        read(datapathId);
        loop.schedule(POLL_NANOS + random.nextInt(20_000_000) - 10_000_000, () -> pollRegularly(datapathId));
    }

    @Override
    public void poll(DatapathId datapathId) {
        long early = SHORTEST_WINDOW_NANOS - (loop.nowNanos() - lastReadNanos.getOrDefault(datapathId, 0L));
        loop.schedule(Math.max(0, early), () -> read(datapathId));
    }

    private void read(DatapathId datapathId) {
        boolean early = loop.nowNanos() - lastReadNanos.getOrDefault(datapathId, 0L) < SHORTEST_WINDOW_NANOS;
        if (!polling || early || away.contains(datapathId)) {
            return;
        }
        lastReadNanos.put(datapathId, loop.nowNanos());
        List<PortSample> ports = new ArrayList<>();
        links.keySet().stream().filter(p -> p.datapathId().equals(datapathId)).forEach(p -> ports.add(sample(p)));
        hostAt.keySet().stream().filter(p -> p.datapathId().equals(datapathId)).forEach(p -> ports.add(sample(p)));
        List<RuleSample> samples = new ArrayList<>();
        SimRules.Table table = rules.table(datapathId);
        table.flows.keySet().forEach(cookie -> samples.add(RuleSample.of(
                datapathId,
                cookie,
                visibleBytes.getOrDefault(key(datapathId, cookie), 0.0).longValue(),
                loop.nowNanos() - table.sinceNanos.get(cookie))));
        listeners.forEach(l -> l.statisticsRead(datapathId, ports, samples));
    }

    private PortSample sample(ConnectPoint at) {
        return PortSample.of(
                at,
                bytes.getOrDefault(PortDirection.sentFrom(at), 0.0).longValue(),
                bytes.getOrDefault(PortDirection.receivedAt(at), 0.0).longValue(),
                loop.nowNanos());
    }
}
