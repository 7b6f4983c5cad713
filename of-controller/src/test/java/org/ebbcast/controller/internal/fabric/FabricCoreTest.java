package org.ebbcast.controller.internal.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ebbcast.controller.internal.fabric.FakeNetwork.Station;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PortNumber;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two spines (1, 2), two leaves (17, 18), two hosts at each leaf on ports 3 and 4. */
class FabricCoreTest {
    private static final DatapathId SPINE_1 = DatapathId.of(1);
    private static final DatapathId SPINE_2 = DatapathId.of(2);
    private static final DatapathId LEAF_1 = DatapathId.of(17);
    private static final DatapathId LEAF_2 = DatapathId.of(18);

    private final FakeNetwork network = new FakeNetwork(FabricSettings.defaults());
    private final Station a = station(1, LEAF_1, 3);
    private final Station b = station(2, LEAF_1, 4);
    private final Station c = station(3, LEAF_2, 3);
    private final Station d = station(4, LEAF_2, 4);

    private static ConnectPoint at(DatapathId id, int port) {
        return ConnectPoint.of(id, PortNumber.of(port));
    }

    private static Station station(int number, DatapathId id, int port) {
        return new Station(
                new MacAddress(0x020000000000L + number), Ipv4Address.parse("10.0.0." + number), at(id, port));
    }

    @BeforeEach
    void build() {
        for (DatapathId id : List.of(SPINE_1, SPINE_2, LEAF_1, LEAF_2)) {
            network.addSwitch(id, 5);
        }
        network.cable(at(LEAF_1, 1), at(SPINE_1, 1));
        network.cable(at(LEAF_1, 2), at(SPINE_2, 1));
        network.cable(at(LEAF_2, 1), at(SPINE_1, 2));
        network.cable(at(LEAF_2, 2), at(SPINE_2, 2));
        List.of(a, b, c, d).forEach(network::plug);
        List.of(SPINE_1, SPINE_2, LEAF_1, LEAF_2).forEach(network::connect);
        network.pass(Duration.ofSeconds(3));
    }

    private void announceAll() {
        List.of(a, b, c, d).forEach(station -> network.send(station.mac(), FakeNetwork.announcement(station)));
    }

    private boolean connected(Station from, Station to) {
        return network.reachesOnEveryBranch(from.at(), FakeNetwork.ipv4(from, to.mac(), to.address()), 8);
    }

    private List<Topology.Link> links() {
        return network.core().topology().links();
    }

    @Test
    void links_allFound_bothDirections() {
        assertThat(links()).hasSize(8);
        assertThat(network.core().topology().switches()).hasSize(4);
    }

    @Test
    void hosts_announced_reachEachOtherOverBothSpines() {
        announceAll();
        for (Station from : List.of(a, b, c, d)) {
            for (Station to : List.of(a, b, c, d)) {
                assertThat(from == to || connected(from, to)).as(from + " to " + to).isTrue();
            }
        }
        assertThat(network.switches.get(LEAF_1).groups.values())
                .containsExactly(List.of(PortNumber.of(1), PortNumber.of(2)));
        assertThat(network.switches.get(SPINE_1).groups).isEmpty();
    }

    @Test
    void arp_forKnownHost_isAnsweredByTheController() {
        announceAll();
        network.delivered.clear();
        assertThat(network.send(a.mac(), FakeNetwork.arpRequest(a, c.address()))).isEmpty();
        assertThat(network.delivered.keySet()).containsExactly(a.mac());
        ArpPacket answer =
                ArpPacket.read(network.delivered.get(a.mac()).get(0).payload()).orElseThrow();
        assertThat(answer.senderMac()).isEqualTo(c.mac());
        assertThat(answer.senderIpv4()).isEqualTo(c.address());
        assertThat(answer.request()).isFalse();
    }

    @Test
    void arp_forUnknownHost_goesToEdgePortsAndTheAnswerComesBack() {
        network.send(a.mac(), FakeNetwork.arpRequest(a, d.address()));
        assertThat(network.delivered.get(b.mac())).hasSize(1);
        assertThat(network.delivered.get(d.mac())).hasSize(1);
        assertThat(network.delivered.get(a.mac()))
                .singleElement()
                .extracting(EthernetFrame::source)
                .isEqualTo(d.mac());
        assertThat(connected(a, d)).isTrue();
    }

    @Test
    void arp_fromHostThatLiesAboutItsMac_isIgnored() {
        ArpPacket lie = new ArpPacket(true, c.mac(), c.address(), new MacAddress(0), c.address());
        network.send(a.mac(), new EthernetFrame(MacAddress.BROADCAST, a.mac(), EthernetFrame.ARP, payload(lie)));
        assertThat(network.core().topology().attachments()).isEmpty();
    }

    private static byte[] payload(ArpPacket arp) {
        return arp.frame().payload();
    }

    @Test
    void multicast_goesNowhereAndIsLookedAtOnlyOnce() {
        EthernetFrame frame = new EthernetFrame(
                new MacAddress(0x01005e000001L), a.mac(), EthernetFrame.IPV4, new byte[20]);
        assertThat(network.send(a.mac(), frame)).isEmpty();
        assertThat(network.switches.get(LEAF_1).flows.values())
                .contains(BasePipeline.dropKnownMulticast(a.mac(), a.at().port()));
    }

    @Test
    void unicast_toUnknownHost_isNotFloodedButLooksForIt() {
        network.send(a.mac(), FakeNetwork.announcement(a));
        assertThat(network.send(a.mac(), FakeNetwork.ipv4(a, d.mac(), d.address()))).isEmpty();
        assertThat(connected(a, d)).isTrue();
        assertThat(network.delivered.get(b.mac())).hasSize(1);
    }

    @Test
    void link_cut_isGoneAtOnceAndTrafficTakesTheOtherSpine() {
        announceAll();
        network.cut(at(LEAF_1, 1));
        assertThat(links()).hasSize(6);
        assertThat(connected(a, c)).isTrue();
        assertThat(connected(c, a)).isTrue();
        network.cable(at(LEAF_1, 1), at(SPINE_1, 1));
        network.pass(Duration.ofSeconds(3));
        assertThat(links()).hasSize(8);
        assertThat(network.switches.get(LEAF_1).groups.values())
                .containsExactly(List.of(PortNumber.of(1), PortNumber.of(2)));
    }

    @Test
    void link_cut_changesNothingThatNeedNotChange() {
        announceAll();
        network.changes.clear();
        network.cut(at(LEAF_1, 1));
        assertThat(network.changes).filteredOn(RuleChange.AddGroup.class::isInstance).isEmpty();
        assertThat(network.changes)
                .filteredOn(RuleChange.PutFlow.class::isInstance)
                .extracting(change -> ((RuleChange.PutFlow) change).flow().key().criteria().destination())
                .doesNotContainNull()
                .hasSizeLessThanOrEqualTo(6);
        network.changes.clear();
        network.pass(Duration.ofSeconds(20));
        assertThat(network.changes).isEmpty();
    }

    @Test
    void link_silent_isDroppedButStaysNoPlaceForHosts() {
        network.cables.remove(at(LEAF_1, 1));
        network.cables.remove(at(SPINE_1, 1));
        network.pass(Duration.ofSeconds(20));
        assertThat(links()).hasSize(6);
        network.plug(new Station(new MacAddress(0x02000000000fL), Ipv4Address.parse("10.0.0.15"), at(LEAF_1, 1)));
        Station stranger = network.stations.get(new MacAddress(0x02000000000fL));
        network.send(stranger.mac(), FakeNetwork.announcement(stranger));
        assertThat(network.core().topology().attachments()).isEmpty();
    }

    @Test
    void lldp_forged_isNoLink() {
        LldpCodec stranger = new LldpCodec("not the controller's key".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        network.walk(a.at(), stranger.frame(at(LEAF_2, 5)));
        network.pass(Duration.ofSeconds(1));
        assertThat(links()).hasSize(8);
    }

    @Test
    void host_moved_isFollowed() {
        announceAll();
        Station moved = new Station(a.mac(), a.address(), at(LEAF_2, 5));
        network.plug(moved);
        network.send(moved.mac(), FakeNetwork.announcement(moved));
        assertThat(connected(b, moved)).isTrue();
        assertThat(connected(c, moved)).isTrue();
        assertThat(network.core().topology().attachments()).hasSize(4);
        assertThat(network.switches.get(LEAF_1).flows.values())
                .doesNotContain(BasePipeline.dropKnownMulticast(a.mac(), PortNumber.of(3)));
    }

    @Test
    void host_portBounced_isFoundAgainWithoutSayingAnything() {
        announceAll();
        network.setUp(d.at(), false);
        assertThat(network.core().topology().attachments()).hasSize(3);
        network.setUp(d.at(), true);
        assertThat(network.core().topology().attachments()).hasSize(4);
        assertThat(connected(a, d)).isTrue();
    }

    @Test
    void host_wanted_isFoundWithoutSayingAnything() {
        network.wanted(Set.of(c.address(), Ipv4Address.parse("10.0.0.99")));
        assertThat(network.core().topology().attachments())
                .extracting(Topology.Attachment::ipv4)
                .containsExactly(c.address());
    }

    @Test
    void host_thatAnswersOurProbe_getsAFrameThatChangesNoCache() {
        network.probe(c.address());
        ArpPacket probe =
                ArpPacket.read(network.delivered.get(c.mac()).get(0).payload()).orElseThrow();
        assertThat(probe.senderIpv4()).isEqualTo(Ipv4Address.ofBits(0));
        assertThat(probe.senderMac()).isEqualTo(LldpCodec.CONTROLLER_MAC);
    }

    @Test
    void switch_awayForAMoment_isOutOfTheTopologyButTrafficGoesOn() {
        announceAll();
        network.changes.clear();
        network.disconnect(SPINE_1);
        assertThat(network.core().topology().switches()).doesNotContain(SPINE_1);
        assertThat(links()).hasSize(4);
        network.pass(Duration.ofSeconds(1));
        network.connect(SPINE_1);
        assertThat(links()).hasSize(8);
        assertThat(network.changes).isEmpty();
    }

    @Test
    void switch_awayForGood_isRoutedAround() {
        announceAll();
        network.disconnect(SPINE_1);
        network.pass(Duration.ofSeconds(4));
        assertThat(network.switches.get(LEAF_1).groups).isEmpty();
        assertThat(connected(a, c)).isTrue();
    }

    @Test
    void controller_restarted_takesNothingAwayUntilHostsHadTime() {
        announceAll();
        network.restartController();
        assertThat(connected(a, c)).isTrue();
        network.pass(Duration.ofSeconds(10));
        assertThat(connected(a, c)).isTrue();
        network.send(a.mac(), FakeNetwork.announcement(a));
        network.pass(Duration.ofSeconds(10));
        assertThat(connected(c, a)).isTrue();
        assertThat(network.switches.get(LEAF_2).flows.keySet())
                .noneMatch(key -> BasePipeline.destinationOf(key).filter(b.mac()::equals).isPresent());
    }

    @Test
    void port_thatInventsHosts_crowdsOutNobody() {
        announceAll();
        List<Integer> learned = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Station invented = new Station(
                    new MacAddress(0x02aa00000000L + i), Ipv4Address.ofBits(0x0a010000 + i), at(LEAF_1, 5));
            network.plug(invented);
            network.send(invented.mac(), FakeNetwork.announcement(invented));
            network.pass(Duration.ofMillis(200));
            learned.add(network.core().topology().attachments().size());
        }
        assertThat(learned).last().isEqualTo(4 + 256);
        assertThat(connected(a, c)).isTrue();
    }

    @Test
    void port_thatFloods_isSilencedForASecond() {
        announceAll();
        network.changes.clear();
        for (int i = 0; i < 300; i++) {
            network.send(a.mac(), FakeNetwork.arpRequest(a, Ipv4Address.ofBits(0x0a020000 + i)));
        }
        assertThat(network.changes)
                .hasSize(2)
                .allMatch(change -> change instanceof RuleChange.PutFlow put && put.flow().hardTimeoutSeconds() == 1);
        assertThat(network.delivered.get(b.mac())).hasSizeLessThanOrEqualTo(100);
    }
}
