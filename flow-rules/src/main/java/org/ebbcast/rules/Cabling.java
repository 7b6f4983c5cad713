package org.ebbcast.rules;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Which switch ports are wired to each other, and which lead to a host. Immutable. */
public final class Cabling {
    private final Map<ConnectPoint, ConnectPoint> peers;
    private final NavigableSet<ConnectPoint> hostPorts;

    private Cabling(Map<ConnectPoint, ConnectPoint> peers, NavigableSet<ConnectPoint> hostPorts) {
        this.peers = peers;
        this.hostPorts = hostPorts;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The port at the other end of the link at {@code point}; empty for host ports and unused ones. */
    public Optional<ConnectPoint> peer(ConnectPoint point) {
        return Optional.ofNullable(peers.get(point));
    }

    public boolean isHostPort(ConnectPoint point) {
        return hostPorts.contains(point);
    }

    /** Every port that leads to a host, ascending. */
    public NavigableSet<ConnectPoint> hostPorts() {
        return hostPorts;
    }

    /** Collects links and hosts; every port takes one cable. Owned by its caller. */
    public static final class Builder {
        private final Map<ConnectPoint, ConnectPoint> peers = new HashMap<>();
        private final NavigableSet<ConnectPoint> hostPorts = new TreeSet<>();

        private Builder() {}

        /** @throws IllegalArgumentException if a port is taken or both are one */
        public Builder link(ConnectPoint a, ConnectPoint b) {
            requireFree(a);
            requireFree(b);
            if (a.equals(b)) {
                throw new IllegalArgumentException("port " + a + " cannot be wired to itself");
            }
            peers.put(a, b);
            peers.put(b, a);
            return this;
        }

        /** @throws IllegalArgumentException if the port is taken */
        public Builder host(ConnectPoint point) {
            requireFree(point);
            hostPorts.add(point);
            return this;
        }

        private void requireFree(ConnectPoint point) {
            if (peers.containsKey(point) || hostPorts.contains(point)) {
                throw new IllegalArgumentException("port " + point + " already has a cable");
            }
        }

        public Cabling build() {
            return new Cabling(Map.copyOf(peers), Collections.unmodifiableNavigableSet(new TreeSet<>(hostPorts)));
        }
    }
}
