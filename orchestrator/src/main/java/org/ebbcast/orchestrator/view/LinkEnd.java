package org.ebbcast.orchestrator.view;

import java.util.Optional;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.ConnectPoint;

/** An end of a link: a switch port or a host. Immutable. */
public final class LinkEnd {
    private final Optional<ConnectPoint> port;
    private final Optional<HostId> host;

    private LinkEnd(Optional<ConnectPoint> port, Optional<HostId> host) {
        this.port = port;
        this.host = host;
    }

    /** See the accessors for units. */
    public static LinkEnd of(Optional<ConnectPoint> port, Optional<HostId> host) {
        return new LinkEnd(port, host);
    }

    /** Absent for a host. */
    public Optional<ConnectPoint> port() {
        return port;
    }

    /** Absent for a switch port. */
    public Optional<HostId> host() {
        return host;
    }
}
