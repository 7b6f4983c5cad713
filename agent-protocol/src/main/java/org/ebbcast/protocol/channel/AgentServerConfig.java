package org.ebbcast.protocol.channel;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** How a controller listens for agents. Immutable. */
public final class AgentServerConfig {
    private static final Duration DEFAULT_HELLO_TIMEOUT = Duration.ofSeconds(10);
    private static final int DEFAULT_MAX_OUTBOUND_BYTES = 32 << 20;

    private final InetSocketAddress listen;
    private final Optional<String> token;
    private final Duration heartbeat;
    private final String controllerName;
    private final Optional<ServerTls> tls;
    private final Duration helloTimeout;
    private final int maxOutboundBytes;

    private AgentServerConfig(
            InetSocketAddress listen,
            Optional<String> token,
            Duration heartbeat,
            String controllerName,
            Optional<ServerTls> tls,
            Duration helloTimeout,
            int maxOutboundBytes) {
        this.listen = listen;
        this.token = token;
        this.heartbeat = heartbeat;
        this.controllerName = controllerName;
        this.tls = tls;
        this.helloTimeout = helloTimeout;
        this.maxOutboundBytes = maxOutboundBytes;
    }

    /**
     * A hello must come within 10 s, and 32 MiB may wait to be sent to one agent.
     *
     * @param listen address and port; port 0 takes any free one
     * @param token what agents must show; empty lets every agent in
     * @param heartbeat interval asked of agents, 10 ms to 1 h; three missed end a connection
     * @param controllerName for people
     * @param tls empty for plain TCP
     * @throws IllegalArgumentException naming the bad value
     */
    public static AgentServerConfig of(
            InetSocketAddress listen,
            Optional<String> token,
            Duration heartbeat,
            String controllerName,
            Optional<ServerTls> tls) {
        if (token.isPresent() && token.get().isEmpty()) {
            throw new IllegalArgumentException("the token is empty; leave it out to let every agent in");
        }
        if (heartbeat.toMillis() < 10 || heartbeat.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("heartbeat " + heartbeat + " is not between 10 ms and 1 h");
        }
        return new AgentServerConfig(
                listen, token, heartbeat, controllerName, tls, DEFAULT_HELLO_TIMEOUT, DEFAULT_MAX_OUTBOUND_BYTES);
    }

    /** The same with another time within which a new connection must have said hello; it is positive. */
    public AgentServerConfig withHelloTimeout(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("hello timeout is " + timeout + ", must be positive");
        }
        return new AgentServerConfig(listen, token, heartbeat, controllerName, tls, timeout, maxOutboundBytes);
    }

    /** The same with another bound on the bytes that wait to be sent to one agent; it is positive. */
    public AgentServerConfig withMaxOutboundBytes(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("maxOutboundBytes is " + bytes + ", must be positive");
        }
        return new AgentServerConfig(listen, token, heartbeat, controllerName, tls, helloTimeout, bytes);
    }

    public InetSocketAddress listen() {
        return listen;
    }

    public Optional<String> token() {
        return token;
    }

    public Duration heartbeat() {
        return heartbeat;
    }

    public String controllerName() {
        return controllerName;
    }

    public Optional<ServerTls> tls() {
        return tls;
    }

    public Duration helloTimeout() {
        return helloTimeout;
    }

    /** Bytes that may wait to be sent to one agent; one more message ends its connection. */
    public int maxOutboundBytes() {
        return maxOutboundBytes;
    }
}
