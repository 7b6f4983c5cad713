package org.ebbcast.controller.internal.fabric;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.Ipv4Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns hosts from what they send at edge ports and answers ARP for those it knows. A request for an unknown address
 * goes out of the other edge ports, never across links, and its answer back to the one who asked. Owned by the fabric's
 * event loop.
 */
final class HostDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(HostDiscovery.class);
    private static final long ASK_AGAIN_NANOS = Duration.ofMillis(500).toNanos();
    private static final int MOST_ASKED = 4_096;
    private static final int IPV4_SOURCE = 12;
    private static final int IPV4_DESTINATION = 16;
    private static final int IPV4_HEADER_BYTES = 20;

    private final SwitchTable switches;
    private final HostTable hosts;
    private final Set<MacAddress> changed = new TreeSet<>();
    // When an address was last asked for, oldest first.
    private final Map<Ipv4Address, Long> asked = new LinkedHashMap<>();

    HostDiscovery(SwitchTable switches, HostTable hosts) {
        this.switches = switches;
        this.hosts = hosts;
    }

    /** Hosts that appeared, moved, changed address or went since the last call. */
    Set<MacAddress> takeChanged() {
        Set<MacAddress> taken = new TreeSet<>(changed);
        changed.clear();
        return taken;
    }

    /** A frame came in at an edge port. */
    List<Effect> frame(long nowNanos, ConnectPoint at, EthernetFrame frame) {
        if (frame.source().isMulticast() || frame.source().value() == 0) {
            return List.of();
        }
        if (frame.etherType() == EthernetFrame.ARP) {
            return ArpPacket.read(frame.payload())
                    .filter(arp -> arp.senderMac().equals(frame.source()))
                    .map(arp -> arp(nowNanos, at, frame, arp))
                    .orElse(List.of());
        }
        Optional<Ipv4Address> source = frame.etherType() == EthernetFrame.IPV4
                ? address(frame.payload(), IPV4_SOURCE).filter(this::isNobodysElse)
                : Optional.empty();
        // Of routed packets only the first says anything about the sender, and that little enough.
        boolean addressKnown =
                hosts.byMac(frame.source()).map(host -> !host.addresses().isEmpty()).orElse(false);
        learn(frame.source(), at, addressKnown ? Optional.empty() : source);
        return forward(nowNanos, at, frame);
    }

    /** Asks for an address out of every edge port, or where its host is known to be. */
    List<Effect> probe(long nowNanos, Ipv4Address target) {
        if (!mayAsk(nowNanos, target)) {
            return List.of();
        }
        List<ConnectPoint> ports =
                hosts.byAddress(target).map(host -> List.of(host.at())).orElseGet(switches::edgePorts);
        return sendAll(ports, ArpPacket.probe(LldpCodec.CONTROLLER_MAC, target));
    }

    /** Asks for addresses that vanished with another port: a cable was moved, or the port came back. */
    List<Effect> portCameUp(ConnectPoint port) {
        List<Effect> effects = new ArrayList<>();
        hosts.lostAddresses().forEach(address -> effects.addAll(
                sendAll(List.of(port), ArpPacket.probe(LldpCodec.CONTROLLER_MAC, address))));
        return effects;
    }

    void portWentDown(ConnectPoint port) {
        hosts.removeAt(port).forEach(host -> changed.add(host.mac()));
    }

    private List<Effect> arp(long nowNanos, ConnectPoint at, EthernetFrame frame, ArpPacket arp) {
        learn(arp.senderMac(), at, arp.claimsAddress() ? Optional.of(arp.senderIpv4()) : Optional.empty());
        if (!arp.request()) {
            return hosts.byMac(arp.targetMac())
                    .map(host -> sendAll(List.of(host.at()), frame))
                    .orElse(List.of());
        }
        Optional<Host> target = hosts.byAddress(arp.targetIpv4());
        if (arp.isAnnouncement() || target.filter(host -> host.mac().equals(arp.senderMac())).isPresent()) {
            return List.of();
        }
        if (target.isPresent()) {
            return sendAll(List.of(at), arp.replyFrom(target.get().mac()));
        }
        if (!HostTable.canBeHost(arp.targetIpv4()) || !mayAsk(nowNanos, arp.targetIpv4())) {
            return List.of();
        }
        List<ConnectPoint> others =
                switches.edgePorts().stream().filter(port -> !port.equals(at)).toList();
        return sendAll(others, frame);
    }

    /** A packet for which its switch had no rule: handed over where the host is known, else the host is looked for. */
    private List<Effect> forward(long nowNanos, ConnectPoint at, EthernetFrame frame) {
        if (frame.destination().isMulticast()) {
            return List.of();
        }
        Optional<Host> host = hosts.byMac(frame.destination());
        if (host.isPresent()) {
            ConnectPoint to = host.get().at();
            return to.equals(at) ? List.of() : sendAll(List.of(to), frame);
        }
        return frame.etherType() == EthernetFrame.IPV4
                ? address(frame.payload(), IPV4_DESTINATION)
                        .map(target -> probe(nowNanos, target))
                        .orElse(List.of())
                : List.of();
    }

    private void learn(MacAddress mac, ConnectPoint at, Optional<Ipv4Address> address) {
        Optional<ConnectPoint> before = hosts.byMac(mac).map(Host::at);
        HostTable.Outcome outcome = hosts.learn(mac, at, address);
        if (outcome == HostTable.Outcome.CHANGED) {
            changed.add(mac);
            if (before.isPresent() && !before.get().equals(at)) {
                LOG.info("host {} moved from {} to {}", mac, before.get(), at);
            } else {
                LOG.info("host {} at {}{}", mac, at, address.map(ip -> " with address " + ip).orElse(""));
            }
        } else if (outcome == HostTable.Outcome.REFUSED) {
            LOG.debug("host {} at {} not learned: too many hosts there", mac, at);
        }
    }

    private boolean isNobodysElse(Ipv4Address address) {
        return HostTable.canBeHost(address) && hosts.byAddress(address).isEmpty();
    }

    private boolean mayAsk(long nowNanos, Ipv4Address target) {
        Long last = asked.get(target);
        if (last != null && nowNanos - last < ASK_AGAIN_NANOS) {
            return false;
        }
        asked.remove(target);
        asked.put(target, nowNanos);
        if (asked.size() > MOST_ASKED) {
            asked.remove(asked.keySet().iterator().next());
        }
        return true;
    }

    private static List<Effect> sendAll(List<ConnectPoint> ports, EthernetFrame frame) {
        byte[] bytes = frame.bytes();
        return ports.stream().<Effect>map(port -> new Effect.SendFrame(port, bytes)).toList();
    }

    private static Optional<Ipv4Address> address(byte[] ipv4, int offset) {
        if (ipv4.length < IPV4_HEADER_BYTES || ipv4[0] >>> 4 != 4) {
            return Optional.empty();
        }
        int bits = 0;
        for (int i = 0; i < 4; i++) {
            bits = bits << 8 | ipv4[offset + i] & 255;
        }
        return Optional.of(Ipv4Address.ofBits(bits));
    }
}
