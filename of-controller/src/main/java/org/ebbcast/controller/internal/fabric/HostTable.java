package org.ebbcast.controller.internal.fabric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.Ipv4Address;

/**
 * Hosts by MAC address and by IPv4 address. Bounded in total, per port and per host, so that a port that invents
 * addresses crowds out nobody but itself. Owned by the fabric's event loop.
 */
final class HostTable {
    /** What learning came to. */
    enum Outcome {
        UNCHANGED,
        CHANGED,
        /** The port or the table is full. */
        REFUSED
    }

    private static final int MOST_HOSTS = 65_536;
    private static final int MOST_ADDRESSES = 8;
    private static final int MOST_LOST = 4_096;

    private final int hostsPerPort;
    private final Map<MacAddress, Host> byMac = new TreeMap<>();
    private final Map<Ipv4Address, MacAddress> byAddress = new HashMap<>();
    private final Map<ConnectPoint, Integer> countByPort = new HashMap<>();
    // Addresses of hosts whose port went down, oldest first: asked for again where a port comes up.
    private final Map<Ipv4Address, ConnectPoint> lost = new LinkedHashMap<>();

    HostTable(int hostsPerPort) {
        this.hostsPerPort = hostsPerPort;
    }

    /** Whether a host can have this address: not 0/8, not loopback, not multicast or above. */
    static boolean canBeHost(Ipv4Address address) {
        int first = address.bits() >>> 24;
        return first != 0 && first != 127 && first < 224;
    }

    Outcome learn(MacAddress mac, ConnectPoint at, Optional<Ipv4Address> address) {
        Host known = byMac.get(mac);
        boolean sitsThere = known != null && known.at().equals(at);
        if (!sitsThere && (byMac.size() >= MOST_HOSTS || countByPort.getOrDefault(at, 0) >= hostsPerPort)) {
            return Outcome.REFUSED;
        }
        List<Ipv4Address> addresses = known == null ? List.of() : known.addresses();
        boolean newAddress = address.isPresent() && !addresses.contains(address.get());
        if (sitsThere && !newAddress) {
            return Outcome.UNCHANGED;
        }
        if (!sitsThere) {
            remove(mac);
            countByPort.merge(at, 1, Integer::sum);
        }
        byMac.put(mac, new Host(mac, at, addresses));
        addresses.forEach(old -> byAddress.put(old, mac));
        if (newAddress) {
            giveAddress(mac, address.get());
        }
        return Outcome.CHANGED;
    }

    private void giveAddress(MacAddress mac, Ipv4Address address) {
        MacAddress before = byAddress.put(address, mac);
        if (before != null && !before.equals(mac)) {
            Host loser = byMac.get(before);
            List<Ipv4Address> rest = new ArrayList<>(loser.addresses());
            rest.remove(address);
            byMac.put(before, new Host(before, loser.at(), List.copyOf(rest)));
        }
        Host host = byMac.get(mac);
        List<Ipv4Address> addresses = new ArrayList<>(host.addresses());
        addresses.add(address);
        if (addresses.size() > MOST_ADDRESSES) {
            byAddress.remove(addresses.remove(0));
        }
        byMac.put(mac, new Host(mac, host.at(), List.copyOf(addresses)));
        lost.remove(address);
    }

    /** Forgets the host; nothing if there is none. */
    Optional<Host> remove(MacAddress mac) {
        Host host = byMac.remove(mac);
        if (host == null) {
            return Optional.empty();
        }
        host.addresses().forEach(byAddress::remove);
        countByPort.computeIfPresent(host.at(), (port, count) -> count == 1 ? null : count - 1);
        return Optional.of(host);
    }

    /** Forgets the hosts at a port, but remembers their addresses for {@link #lostAddresses}. */
    List<Host> removeAt(ConnectPoint at) {
        if (!countByPort.containsKey(at)) {
            return List.of();
        }
        List<Host> there = byMac.values().stream().filter(host -> host.at().equals(at)).toList();
        for (Host host : there) {
            remove(host.mac());
            host.addresses().forEach(address -> lost.put(address, at));
        }
        lost.keySet().removeAll(lost.keySet().stream().limit(Math.max(0, lost.size() - MOST_LOST)).toList());
        return there;
    }

    /** Addresses of hosts that vanished with their port and were not seen since. */
    List<Ipv4Address> lostAddresses() {
        return List.copyOf(lost.keySet());
    }

    Optional<Host> byMac(MacAddress mac) {
        return Optional.ofNullable(byMac.get(mac));
    }

    Optional<Host> byAddress(Ipv4Address address) {
        return Optional.ofNullable(byAddress.get(address)).map(byMac::get);
    }

    /** All, by ascending MAC address. */
    Collection<Host> all() {
        return byMac.values();
    }
}
