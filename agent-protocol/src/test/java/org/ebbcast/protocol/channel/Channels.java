package org.ebbcast.protocol.channel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ebbcast.protocol.DataInterface;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.Limits;

/** What the channel's tests are set up with. */
final class Channels {
    /** Long enough that a silent test peer on a busy machine is not given up. */
    static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private Channels() {}

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static AgentServerConfig serverConfig() {
        return AgentServerConfig.of(anyPort(), Optional.empty(), HEARTBEAT, "c1", Optional.empty());
    }

    static AgentServerConfig serverConfig(String token) {
        return AgentServerConfig.of(anyPort(), Optional.of(token), HEARTBEAT, "c1", Optional.empty());
    }

    static AgentClientConfig clientConfig(InetSocketAddress... controllers) {
        return AgentClientConfig.of(List.of(controllers), 7, Optional.empty())
                .withBackoff(Duration.ofMillis(5), Duration.ofMillis(20));
    }

    static Hello hello(String host) {
        return hello(host, "", Limits.MIN_VERSION, Limits.MAX_VERSION);
    }

    static Hello hello(String host, String token, int minVersion, int maxVersion) {
        DataInterface eth0 = new DataInterface("eth0", "02:00:00:00:00:01", "10.0.0.1", 1500);
        return new Hello(
                minVersion, maxVersion, host, "0.1", token, List.of(eth0), 9872, 5000, Map.of("rack", "r1"), false, 1L);
    }
}
