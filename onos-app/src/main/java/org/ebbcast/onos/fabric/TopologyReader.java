package org.ebbcast.onos.fabric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.onlab.packet.IpAddress;
import org.onosproject.net.Device;
import org.onosproject.net.Host;
import org.onosproject.net.Link;
import org.onosproject.net.Port;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.host.HostService;
import org.onosproject.net.link.LinkService;

/**
 * Reads a {@link Topology} out of ONOS: available OpenFlow devices, active links between their enabled ports, and
 * hosts with an IPv4 address at their latest location. O(devices + links + hosts) for each reading, sorted, so that two
 * readings of the same network are equal. Stateless.
 */
final class TopologyReader {
    private final DeviceService devices;
    private final LinkService links;
    private final HostService hosts;
    private final Capacities capacities;

    TopologyReader(DeviceService devices, LinkService links, HostService hosts, Capacities capacities) {
        this.devices = devices;
        this.links = links;
        this.hosts = hosts;
        this.capacities = capacities;
    }

    Topology read(OptionalLong defaultCapacity) {
        Set<DatapathId> switches = new HashSet<>();
        for (Device device : devices.getAvailableDevices()) {
            OnosIds.datapathId(device.id()).ifPresent(switches::add);
        }
        return Topology.of(switches, links(switches, defaultCapacity), attachments(switches, defaultCapacity));
    }

    private List<Topology.Link> links(Set<DatapathId> switches, OptionalLong defaultCapacity) {
        List<Topology.Link> found = new ArrayList<>();
        for (Link link : links.getActiveLinks()) {
            Optional<ConnectPoint> from = usable(link.src(), switches);
            Optional<ConnectPoint> to = usable(link.dst(), switches);
            if (from.isPresent() && to.isPresent()) {
                long capacity = capacities.ofLink(link, link.src(), defaultCapacity);
                found.add(Topology.Link.of(from.get(), to.get(), capacity));
            }
        }
        found.sort(Comparator.comparing(Topology.Link::from).thenComparing(Topology.Link::to));
        return found;
    }

    private List<Topology.Attachment> attachments(Set<DatapathId> switches, OptionalLong defaultCapacity) {
        List<Topology.Attachment> found = new ArrayList<>();
        for (Host host : hosts.getHosts()) {
            Optional<ConnectPoint> at = usable(host.location(), switches);
            if (at.isEmpty() || host.suspended()) {
                continue;
            }
            long capacity = capacities.ofPort(host.location(), defaultCapacity);
            String mac = host.mac().toString().toLowerCase(java.util.Locale.ROOT);
            for (IpAddress ip : host.ipAddresses()) {
                if (ip.isIp4()) {
                    Ipv4Address ipv4 = Ipv4Address.ofBits(ip.getIp4Address().toInt());
                    found.add(Topology.Attachment.of(mac, ipv4, at.get(), capacity));
                }
            }
        }
        found.sort(Comparator.comparing(Topology.Attachment::ipv4).thenComparing(Topology.Attachment::mac));
        return found;
    }

    private Optional<ConnectPoint> usable(org.onosproject.net.ConnectPoint point, Set<DatapathId> switches) {
        Optional<ConnectPoint> at = OnosIds.connectPoint(point).filter(p -> switches.contains(p.datapathId()));
        return at.filter(p -> Optional.ofNullable(devices.getPort(point)).map(Port::isEnabled).orElse(false));
    }
}
