package org.ebbcast.controller.internal.fabric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;

/**
 * Switches and their ports. A switch whose connection broke stays for a grace period, because most come back at once
 * and forward meanwhile. Owned by the fabric's event loop.
 */
final class SwitchTable {
    private static final class Entry {
        final Map<PortNumber, SwitchPort> ports = new TreeMap<>();
        // Ports that led to another switch since they came up: no host is learned there even if LLDP falls silent.
        final Set<PortNumber> infrastructure = new HashSet<>();
        OptionalLong departedNanos = OptionalLong.empty();
    }

    private final Map<DatapathId, Entry> switches = new TreeMap<>();

    void connected(DatapathId id, List<SwitchPort> ports) {
        Entry entry = switches.computeIfAbsent(id, key -> new Entry());
        entry.departedNanos = OptionalLong.empty();
        entry.ports.clear();
        ports.forEach(port -> entry.ports.put(port.number(), port));
        entry.infrastructure.removeIf(port -> !isUp(entry, port));
    }

    void departed(DatapathId id, long nowNanos) {
        Entry entry = switches.get(id);
        if (entry != null) {
            entry.departedNanos = OptionalLong.of(nowNanos);
        }
    }

    /** Forgets switches that departed longer ago than {@code graceNanos}; answers which. */
    List<DatapathId> forgetDeparted(long nowNanos, long graceNanos) {
        List<DatapathId> gone = new ArrayList<>();
        switches.forEach((id, entry) -> {
            if (entry.departedNanos.isPresent() && nowNanos - entry.departedNanos.getAsLong() >= graceNanos) {
                gone.add(id);
            }
        });
        gone.forEach(switches::remove);
        return gone;
    }

    void put(DatapathId id, SwitchPort port) {
        Entry entry = switches.get(id);
        if (entry != null) {
            entry.ports.put(port.number(), port);
            entry.infrastructure.removeIf(number -> !isUp(entry, number));
        }
    }

    void remove(ConnectPoint port) {
        Entry entry = switches.get(port.datapathId());
        if (entry != null) {
            entry.ports.remove(port.port());
            entry.infrastructure.remove(port.port());
        }
    }

    void markInfrastructure(ConnectPoint port) {
        Entry entry = switches.get(port.datapathId());
        if (entry != null) {
            entry.infrastructure.add(port.port());
        }
    }

    Optional<SwitchPort> port(ConnectPoint at) {
        Entry entry = switches.get(at.datapathId());
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.ports.get(at.port()));
    }

    boolean isUp(ConnectPoint at) {
        return port(at).map(SwitchPort::up).orElse(false);
    }

    /** Whether hosts may be at this port: it is up and did not lead to a switch since it came up. */
    boolean isEdge(ConnectPoint at) {
        return isUp(at) && !switches.get(at.datapathId()).infrastructure.contains(at.port());
    }

    boolean isConnected(DatapathId id) {
        Entry entry = switches.get(id);
        return entry != null && entry.departedNanos.isEmpty();
    }

    /** Connected ones, ascending. */
    Set<DatapathId> connected() {
        Set<DatapathId> connected = new TreeSet<>();
        switches.keySet().stream().filter(this::isConnected).forEach(connected::add);
        return connected;
    }

    /** All that packets may still cross, ascending: those that departed a moment ago as well. */
    Set<DatapathId> known() {
        return new TreeSet<>(switches.keySet());
    }

    /** Ports that are up in connected switches, ascending. */
    List<ConnectPoint> upPorts() {
        List<ConnectPoint> up = new ArrayList<>();
        switches.forEach((id, entry) -> {
            if (entry.departedNanos.isEmpty()) {
                entry.ports.values().stream()
                        .filter(SwitchPort::up)
                        .forEach(port -> up.add(ConnectPoint.of(id, port.number())));
            }
        });
        return up;
    }

    /** Ports of one switch that are up, ascending. */
    List<ConnectPoint> upPorts(DatapathId id) {
        return upPorts().stream().filter(port -> port.datapathId().equals(id)).toList();
    }

    /** Ports that are up and lead to hosts, ascending. */
    List<ConnectPoint> edgePorts() {
        return upPorts().stream().filter(this::isEdge).toList();
    }

    /** Ports of one switch that lead or led to another switch. */
    Set<PortNumber> infrastructure(DatapathId id) {
        Entry entry = switches.get(id);
        return entry == null ? Set.of() : Set.copyOf(entry.infrastructure);
    }

    /** What each port was before and is now, for ports whose state differs; ports that vanished count as down. */
    Map<ConnectPoint, Boolean> upStates(DatapathId id) {
        Map<ConnectPoint, Boolean> states = new HashMap<>();
        Entry entry = switches.get(id);
        if (entry != null) {
            entry.ports.values().forEach(port -> states.put(ConnectPoint.of(id, port.number()), port.up()));
        }
        return states;
    }

    private static boolean isUp(Entry entry, PortNumber number) {
        SwitchPort port = entry.ports.get(number);
        return port != null && port.up();
    }
}
