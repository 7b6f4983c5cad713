package org.ebbcast.onos.fabric;

import org.onosproject.net.config.NetworkConfigService;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.edge.EdgePortService;
import org.onosproject.net.host.HostService;
import org.onosproject.net.link.LinkService;

/** The ONOS services that tell of the fabric. Immutable. */
public final class FabricServices {
    private final DeviceService devices;
    private final LinkService links;
    private final HostService hosts;
    private final EdgePortService edges;
    private final NetworkConfigService configuration;

    private FabricServices(
            DeviceService devices,
            LinkService links,
            HostService hosts,
            EdgePortService edges,
            NetworkConfigService configuration) {
        this.devices = devices;
        this.links = links;
        this.hosts = hosts;
        this.edges = edges;
        this.configuration = configuration;
    }

    public static FabricServices of(
            DeviceService devices,
            LinkService links,
            HostService hosts,
            EdgePortService edges,
            NetworkConfigService configuration) {
        return new FabricServices(devices, links, hosts, edges, configuration);
    }

    DeviceService devices() {
        return devices;
    }

    LinkService links() {
        return links;
    }

    HostService hosts() {
        return hosts;
    }

    EdgePortService edges() {
        return edges;
    }

    NetworkConfigService configuration() {
        return configuration;
    }
}
