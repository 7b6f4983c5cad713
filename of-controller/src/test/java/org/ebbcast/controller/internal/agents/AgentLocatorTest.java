package org.ebbcast.controller.internal.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ebbcast.protocol.DataInterface;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.Ipv4Address;
import org.junit.jupiter.api.Test;

class AgentLocatorTest {
    private final List<Set<Ipv4Address>> wanted = new ArrayList<>();
    private final AgentLocator locator = new AgentLocator(wanted::add);

    private static Hello hello(String host, String... addresses) {
        List<DataInterface> interfaces = Arrays.stream(addresses)
                .map(address -> new DataInterface("eth0", "02:00:00:00:00:01", address, 1500))
                .toList();
        return new Hello(1, 1, host, "test", "", interfaces, 9872, 5000, Map.of(), false, 0);
    }

    private static Ipv4Address ip(String text) {
        return Ipv4Address.parse(text);
    }

    @Test
    void agents_comeAndGo_theirAddressesAreWantedMeanwhile() {
        locator.connected(HostId.of("h1"), hello("h1", "10.0.0.1", "10.1.0.1"));
        locator.connected(HostId.of("h2"), hello("h2", "10.0.0.2"));
        locator.disconnected(HostId.of("h1"), "gone");
        assertThat(wanted)
                .containsExactly(
                        Set.of(ip("10.0.0.1"), ip("10.1.0.1")),
                        Set.of(ip("10.0.0.1"), ip("10.1.0.1"), ip("10.0.0.2")),
                        Set.of(ip("10.0.0.2")));
    }
}
