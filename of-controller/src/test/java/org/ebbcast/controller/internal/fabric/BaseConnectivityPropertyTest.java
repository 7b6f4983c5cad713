package org.ebbcast.controller.internal.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ebbcast.controller.internal.fabric.FakeNetwork.Station;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PortNumber;

/**
 * On random fabrics and through random trouble, packets go to their destination on every branch if there is any way at
 * all, and nowhere else.
 */
class BaseConnectivityPropertyTest {
    private static final int CABLE_PORTS = 12;

    private FakeNetwork network = new FakeNetwork(FabricSettings.defaults());
    private List<Station> stations = new ArrayList<>();
    private Random random = new Random(0);

    @Property(tries = 60)
    void packets_goToTheirDestinationOnly(@ForAll long seed) {
        // One instance serves all tries.
        random = new Random(seed);
        network = new FakeNetwork(FabricSettings.defaults());
        stations = new ArrayList<>();
        build();
        check();
        for (int i = 0; i < 6; i++) {
            trouble();
            network.pass(Duration.ofSeconds(5));
            stations.forEach(this::announce);
            check();
        }
    }

    private void build() {
        int count = 2 + random.nextInt(6);
        for (int i = 1; i <= count; i++) {
            network.addSwitch(DatapathId.of(i), CABLE_PORTS + 3);
            network.connect(DatapathId.of(i));
        }
        int cables = count + random.nextInt(count * 2);
        for (int i = 0; i < cables; i++) {
            addCable();
        }
        for (int i = 0; i < count + 2; i++) {
            DatapathId id = DatapathId.of(1 + random.nextInt(count));
            Station station = new Station(
                    new MacAddress(0x020000000001L + i),
                    Ipv4Address.ofBits(0x0a000001 + i),
                    ConnectPoint.of(id, PortNumber.of(CABLE_PORTS + 1 + random.nextInt(3))));
            network.plug(station);
            stations.add(station);
        }
        network.pass(Duration.ofSeconds(3));
        stations.forEach(this::announce);
    }

    private void announce(Station station) {
        network.send(station.mac(), FakeNetwork.announcement(station));
    }

    private void addCable() {
        ConnectPoint one = freePort();
        ConnectPoint other = freePort();
        if (!one.datapathId().equals(other.datapathId())) {
            network.cable(one, other);
        }
    }

    private ConnectPoint freePort() {
        while (true) {
            DatapathId id = DatapathId.of(1 + random.nextInt(network.switches.size()));
            ConnectPoint at = ConnectPoint.of(id, PortNumber.of(1 + random.nextInt(CABLE_PORTS)));
            if (!network.cables.containsKey(at)) {
                return at;
            }
        }
    }

    private void trouble() {
        switch (random.nextInt(5)) {
            case 0 -> cutSomething();
            case 1 -> addCable();
            case 2 -> moveSomebody();
            case 3 -> {
                DatapathId id = DatapathId.of(1 + random.nextInt(network.switches.size()));
                network.disconnect(id);
                network.pass(Duration.ofSeconds(random.nextInt(6)));
                network.connect(id);
            }
            default -> {
                network.restartController();
                network.pass(Duration.ofSeconds(random.nextInt(20)));
            }
        }
    }

    private void cutSomething() {
        List<ConnectPoint> ends = List.copyOf(network.cables.keySet());
        if (!ends.isEmpty()) {
            network.cut(ends.get(random.nextInt(ends.size())));
        }
    }

    private void moveSomebody() {
        int who = random.nextInt(stations.size());
        DatapathId id = DatapathId.of(1 + random.nextInt(network.switches.size()));
        Station before = stations.get(who);
        Station moved = new Station(
                before.mac(),
                before.address(),
                ConnectPoint.of(id, PortNumber.of(CABLE_PORTS + 1 + random.nextInt(3))));
        network.plug(moved);
        stations.set(who, moved);
    }

    private void check() {
        for (Station from : stations) {
            for (Station to : stations) {
                if (from != to) {
                    checkPair(from, to);
                }
            }
            EthernetFrame broadcast =
                    new EthernetFrame(MacAddress.BROADCAST, from.mac(), EthernetFrame.IPV4, new byte[20]);
            assertThat(network.walk(from.at(), broadcast)).as("broadcast of " + from).isEmpty();
        }
        assertThat(network.core().topology().links()).hasSize(network.cables.size());
        assertThat(network.core().topology().attachments()).hasSize(stations.size());
    }

    private void checkPair(Station from, Station to) {
        boolean samePort = from.at().equals(to.at());
        boolean way = network.reachable(from.at().datapathId()).contains(to.at().datapathId());
        EthernetFrame packet = FakeNetwork.ipv4(from, to.mac(), to.address());
        if (way && !samePort) {
            assertThat(network.reachesOnEveryBranch(from.at(), packet, network.switches.size()))
                    .as(from + " reaches " + to)
                    .isTrue();
        } else {
            assertThat(network.walk(from.at(), packet)).as(from + " cannot reach " + to).isEmpty();
        }
    }
}
