package org.ebbcast.orchestrator.view;

import java.util.Optional;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.Ipv4Address;

/** A host interface that the fabric sees. Immutable. */
public final class TopologyHostView {
    private final Optional<HostId> host;
    private final String mac;
    private final Ipv4Address ipv4;
    private final ConnectPoint at;

    private TopologyHostView(Optional<HostId> host, String mac, Ipv4Address ipv4, ConnectPoint at) {
        this.host = host;
        this.mac = mac;
        this.ipv4 = ipv4;
        this.at = at;
    }

    /** See the accessors for units. */
    public static TopologyHostView of(Optional<HostId> host, String mac, Ipv4Address ipv4, ConnectPoint at) {
        return new TopologyHostView(host, mac, ipv4, at);
    }

    /** Absent where no agent runs. */
    public Optional<HostId> host() {
        return host;
    }

    public String mac() {
        return mac;
    }

    public Ipv4Address ipv4() {
        return ipv4;
    }

    public ConnectPoint at() {
        return at;
    }
}
