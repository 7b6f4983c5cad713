package org.ebbcast.protocol.channel;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which controllers an agent connects to, and how. Immutable. */
public final class AgentClientConfig {
    private static final Duration DEFAULT_BACKOFF_FIRST = Duration.ofMillis(200);
    private static final Duration DEFAULT_BACKOFF_MAX = Duration.ofSeconds(5);
    private static final Duration DEFAULT_WELCOME_TIMEOUT = Duration.ofSeconds(10);
    private static final int DEFAULT_MAX_OUTBOUND_BYTES = 16 << 20;

    private final List<InetSocketAddress> controllers;
    private final long seed;
    private final Optional<ClientTls> tls;
    private final Duration backoffFirst;
    private final Duration backoffMax;
    private final Duration welcomeTimeout;
    private final int maxOutboundBytes;

    private AgentClientConfig(
            List<InetSocketAddress> controllers,
            long seed,
            Optional<ClientTls> tls,
            Duration backoffFirst,
            Duration backoffMax,
            Duration welcomeTimeout,
            int maxOutboundBytes) {
        this.controllers = controllers;
        this.seed = seed;
        this.tls = tls;
        this.backoffFirst = backoffFirst;
        this.backoffMax = backoffMax;
        this.welcomeTimeout = welcomeTimeout;
        this.maxOutboundBytes = maxOutboundBytes;
    }

    /**
     * Backoff from 200 ms to 5 s, 10 s to connect and be welcomed, 16 MiB may wait to be sent.
     *
     * @param controllers tried in turn; addresses made with {@link InetSocketAddress#createUnresolved} are looked up
     *     anew at each attempt
     * @param seed of the backoff's jitter; give every agent its own
     * @param tls empty for plain TCP
     * @throws IllegalArgumentException if there is no controller
     */
    public static AgentClientConfig of(List<InetSocketAddress> controllers, long seed, Optional<ClientTls> tls) {
        if (controllers.isEmpty()) {
            throw new IllegalArgumentException("no controller to connect to");
        }
        return new AgentClientConfig(
                List.copyOf(controllers),
                seed,
                tls,
                DEFAULT_BACKOFF_FIRST,
                DEFAULT_BACKOFF_MAX,
                DEFAULT_WELCOME_TIMEOUT,
                DEFAULT_MAX_OUTBOUND_BYTES);
    }

    /**
     * The same with other waits between rounds of attempts.
     *
     * @param first longest first wait, positive
     * @param max longest wait at all, at least {@code first}
     */
    public AgentClientConfig withBackoff(Duration first, Duration max) {
        if (first.isZero() || first.isNegative() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException("backoff " + first + " to " + max + " is not a positive range");
        }
        return new AgentClientConfig(controllers, seed, tls, first, max, welcomeTimeout, maxOutboundBytes);
    }

    /** The same with another time within which an attempt must have led to a welcome; it is positive. */
    public AgentClientConfig withWelcomeTimeout(Duration timeout) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("welcome timeout is " + timeout + ", must be at least 1 ms");
        }
        return new AgentClientConfig(controllers, seed, tls, backoffFirst, backoffMax, timeout, maxOutboundBytes);
    }

    /** In the order in which they are tried; not empty. */
    public List<InetSocketAddress> controllers() {
        return controllers;
    }

    public long seed() {
        return seed;
    }

    public Optional<ClientTls> tls() {
        return tls;
    }

    /** Longest first wait after all controllers failed. */
    public Duration backoffFirst() {
        return backoffFirst;
    }

    /** Longest wait between two rounds of attempts. */
    public Duration backoffMax() {
        return backoffMax;
    }

    public Duration welcomeTimeout() {
        return welcomeTimeout;
    }

    /** Bytes that may wait to be sent; one more message ends the connection. */
    public int maxOutboundBytes() {
        return maxOutboundBytes;
    }
}
