package org.ebbcast.controller.internal.fabric;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PipelineProfile;
import org.ebbcast.rules.PortNumber;

/**
 * Switches with flow tables, cables and hosts around a {@link FabricCore}, all in one thread and on a clock that only
 * the test moves. Packets are walked through the tables, along every branch that a group allows, so that tests see where
 * packets go and not which messages were sent.
 */
final class FakeNetwork {
    /** A host as it is, known to the core or not. */
    record Station(MacAddress mac, Ipv4Address address, ConnectPoint at) {}

    private record Arrival(ConnectPoint at, EthernetFrame frame) {}

    static final class Table {
        final Map<BaseFlow.Key, BaseFlow> flows = new HashMap<>();
        final Map<Integer, List<PortNumber>> groups = new HashMap<>();
        final Map<PortNumber, SwitchPort> ports = new TreeMap<>();
        boolean connected;
    }

    private static final int MOST_HOPS = 32;

    final Map<DatapathId, Table> switches = new TreeMap<>();
    final Map<ConnectPoint, ConnectPoint> cables = new TreeMap<>();
    final Map<MacAddress, Station> stations = new TreeMap<>();
    final List<RuleChange> changes = new ArrayList<>();
    /** Frames that hosts got from the controller, by host, LLDP apart. */
    final Map<MacAddress, List<EthernetFrame>> delivered = new HashMap<>();

    private final Deque<Runnable> toController = new ArrayDeque<>();
    private final FabricSettings settings;
    private FabricCore core;
    private long nowNanos;

    FakeNetwork(FabricSettings settings) {
        this.settings = settings;
        restartController();
    }

    FabricCore core() {
        return core;
    }

    /** A new life of the controller: it knows nothing, switches keep their tables and connect anew. */
    void restartController() {
        core = new FabricCore(settings, PipelineProfile.defaults(), new byte[16], nowNanos);
        toController.clear();
        for (DatapathId id : Set.copyOf(switches.keySet())) {
            if (switches.get(id).connected) {
                connect(id);
            }
        }
    }

    void addSwitch(DatapathId id, int ports) {
        Table table = new Table();
        for (int port = 1; port <= ports; port++) {
            table.ports.put(PortNumber.of(port), new SwitchPort(PortNumber.of(port), true, 10_000_000_000L));
        }
        switches.put(id, table);
    }

    void connect(DatapathId id) {
        Table table = switches.get(id);
        table.connected = true;
        BaseRules found = new BaseRules(Map.copyOf(table.flows), Map.copyOf(table.groups));
        perform(core.switchConnected(id, List.copyOf(table.ports.values()), found));
        settle();
    }

    void disconnect(DatapathId id) {
        switches.get(id).connected = false;
        perform(core.switchDisconnected(nowNanos, id));
        settle();
    }

    void cable(ConnectPoint one, ConnectPoint other) {
        cables.put(one, other);
        cables.put(other, one);
        setUp(one, true);
        setUp(other, true);
    }

    void cut(ConnectPoint end) {
        ConnectPoint other = cables.remove(end);
        cables.remove(other);
        setUp(end, false);
        setUp(other, false);
    }

    void setUp(ConnectPoint at, boolean up) {
        Table table = switches.get(at.datapathId());
        SwitchPort port = new SwitchPort(at.port(), up, 10_000_000_000L);
        boolean changed = !port.equals(table.ports.put(at.port(), port));
        if (changed && table.connected) {
            perform(core.portChanged(at.datapathId(), port));
        }
        settle();
    }

    void plug(Station station) {
        stations.put(station.mac(), station);
    }

    /** Lets time pass in steps of the shell's. */
    void pass(Duration duration) {
        long end = nowNanos + duration.toNanos();
        while (nowNanos < end) {
            nowNanos += Duration.ofMillis(200).toNanos();
            perform(core.tick(nowNanos));
            settle();
        }
    }

    void probe(Ipv4Address address) {
        perform(core.probe(nowNanos, address));
        settle();
    }

    void wanted(Set<Ipv4Address> addresses) {
        perform(core.wanted(nowNanos, addresses));
        settle();
    }

    /** A host sends; answers the hosts that got the frame along any branch, each as often as it got it. */
    List<MacAddress> send(MacAddress from, EthernetFrame frame) {
        List<MacAddress> receivers = walk(stations.get(from).at(), frame);
        settle();
        return receivers;
    }

    /** The frame comes in at a port and goes wherever tables send it. */
    List<MacAddress> walk(ConnectPoint at, EthernetFrame frame) {
        List<MacAddress> receivers = new ArrayList<>();
        Deque<Arrival> arrivals = new ArrayDeque<>();
        arrivals.add(new Arrival(at, frame));
        int hops = 0;
        while (!arrivals.isEmpty()) {
            Arrival arrival = arrivals.remove();
            if (hops++ > MOST_HOPS * MOST_HOPS) {
                throw new AssertionError("a packet to " + frame.destination() + " goes in circles");
            }
            for (PortNumber out : outputs(arrival)) {
                ConnectPoint from = ConnectPoint.of(arrival.at().datapathId(), out);
                if (!out.equals(arrival.at().port()) && isUp(from)) {
                    ConnectPoint to = cables.get(from);
                    if (to == null) {
                        stationAt(from, frame.destination()).ifPresent(receivers::add);
                    } else {
                        arrivals.add(new Arrival(to, frame));
                    }
                }
            }
        }
        return receivers;
    }

    /** Whether the frame reaches its destination on every branch, whatever any group chooses. */
    boolean reachesOnEveryBranch(ConnectPoint at, EthernetFrame frame, int hopsLeft) {
        if (hopsLeft == 0) {
            return false;
        }
        List<PortNumber> outputs = outputs(new Arrival(at, frame));
        if (outputs.isEmpty()) {
            return false;
        }
        for (PortNumber out : outputs) {
            ConnectPoint from = ConnectPoint.of(at.datapathId(), out);
            ConnectPoint to = cables.get(from);
            boolean arrives = to == null
                    ? stationAt(from, frame.destination()).isPresent()
                    : reachesOnEveryBranch(to, frame, hopsLeft - 1);
            if (out.equals(at.port()) || !isUp(from) || !arrives) {
                return false;
            }
        }
        return true;
    }

    private List<PortNumber> outputs(Arrival arrival) {
        Table table = switches.get(arrival.at().datapathId());
        int tableId = 0;
        while (true) {
            Optional<BaseFlow> hit = lookUp(table, tableId, arrival);
            if (hit.isEmpty()) {
                return List.of();
            }
            Treatment treatment = hit.get().treatment();
            if (treatment instanceof Treatment.GotoTable goTo) {
                tableId = goTo.tableId();
            } else if (treatment instanceof Treatment.Output output) {
                return List.of(output.port());
            } else if (treatment instanceof Treatment.ToGroup toGroup) {
                List<PortNumber> ports = table.groups.get(toGroup.groupId());
                if (ports == null) {
                    throw new AssertionError("a rule names a group that is not there: " + hit.get());
                }
                return ports;
            } else {
                if (treatment instanceof Treatment.ToController && table.connected) {
                    byte[] bytes = arrival.frame().bytes();
                    toController.add(() -> perform(core.frameReceived(nowNanos, arrival.at(), bytes)));
                }
                return List.of();
            }
        }
    }

    private static Optional<BaseFlow> lookUp(Table table, int tableId, Arrival arrival) {
        return table.flows.values().stream()
                .filter(flow -> flow.key().tableId() == tableId && matches(flow.key().criteria(), arrival))
                .max(Comparator.comparingInt(flow -> flow.key().priority()));
    }

    private static boolean matches(Criteria criteria, Arrival arrival) {
        EthernetFrame frame = arrival.frame();
        return criteria.inPort().map(arrival.at().port()::equals).orElse(true)
                && criteria.source().map(frame.source()::equals).orElse(true)
                && criteria.destination().map(frame.destination()::equals).orElse(true)
                && (!criteria.multicast() || frame.destination().isMulticast())
                && (criteria.etherType().isEmpty() || criteria.etherType().getAsInt() == frame.etherType())
                && criteria.dscp().isEmpty();
    }

    private boolean isUp(ConnectPoint at) {
        return switches.get(at.datapathId()).ports.get(at.port()).up();
    }

    private Optional<MacAddress> stationAt(ConnectPoint at, MacAddress destination) {
        return stations.values().stream()
                .filter(station -> station.at().equals(at))
                .map(Station::mac)
                .filter(mac -> mac.equals(destination) || destination.isMulticast())
                .findFirst();
    }

    /** Lets everything that is under way to the controller arrive. */
    private void settle() {
        while (!toController.isEmpty()) {
            toController.remove().run();
        }
    }

    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.ChangeRules change) {
                Table table = switches.get(change.datapathId());
                change.changes().forEach(step -> apply(table, step));
                changes.addAll(change.changes());
            } else if (effect instanceof Effect.SendFrame send) {
                leave(send.outOf(), EthernetFrame.read(send.frame()).orElseThrow());
            }
        }
    }

    private static void apply(Table table, RuleChange step) {
        if (step instanceof RuleChange.AddGroup add && table.groups.containsKey(add.groupId())) {
            throw new AssertionError("group is there already: " + step);
        }
        if (step instanceof RuleChange.ModifyGroup modify && !table.groups.containsKey(modify.groupId())) {
            throw new AssertionError("no such group: " + step);
        }
        if (step instanceof RuleChange.RemoveGroup remove) {
            boolean named = table.flows.values().stream()
                    .anyMatch(flow -> flow.treatment().equals(new Treatment.ToGroup(remove.groupId())));
            if (named) {
                throw new AssertionError("a rule still names the group: " + step);
            }
        }
        RuleDiff.apply(List.of(step), table.flows, table.groups);
    }

    /** The controller's own frame leaves a port. */
    private void leave(ConnectPoint from, EthernetFrame frame) {
        if (!isUp(from)) {
            return;
        }
        ConnectPoint to = cables.get(from);
        if (to != null) {
            walk(to, frame);
            return;
        }
        for (Station station : List.copyOf(stations.values())) {
            if (station.at().equals(from) && frame.etherType() != EthernetFrame.LLDP) {
                delivered.computeIfAbsent(station.mac(), key -> new ArrayList<>()).add(frame);
                answer(station, frame);
            }
        }
    }

    private void answer(Station station, EthernetFrame frame) {
        if (frame.etherType() == EthernetFrame.ARP) {
            ArpPacket.read(frame.payload())
                    .filter(arp -> arp.request() && arp.targetIpv4().equals(station.address()))
                    .ifPresent(arp -> walk(station.at(), arp.replyFrom(station.mac())));
        }
    }

    /** Switches that packets from {@code start} can reach over cables that are up. */
    Set<DatapathId> reachable(DatapathId start) {
        Set<DatapathId> seen = new TreeSet<>(Set.of(start));
        Deque<DatapathId> queue = new ArrayDeque<>(seen);
        while (!queue.isEmpty()) {
            DatapathId at = queue.remove();
            cables.forEach((from, to) -> {
                if (from.datapathId().equals(at) && seen.add(to.datapathId())) {
                    queue.add(to.datapathId());
                }
            });
        }
        return seen;
    }

    static EthernetFrame arpRequest(Station from, Ipv4Address target) {
        return new ArpPacket(true, from.mac(), from.address(), new MacAddress(0), target).frame();
    }

    static EthernetFrame announcement(Station station) {
        return arpRequest(station, station.address());
    }

    /** An IPv4 packet without anything in it. */
    static EthernetFrame ipv4(Station from, MacAddress to, Ipv4Address address) {
        byte[] header = new byte[20];
        header[0] = 0x45;
        java.nio.ByteBuffer.wrap(header).putInt(12, from.address().bits()).putInt(16, address.bits());
        return new EthernetFrame(to, from.mac(), EthernetFrame.IPV4, header);
    }

    Set<MacAddress> macs() {
        return new HashSet<>(stations.keySet());
    }
}
