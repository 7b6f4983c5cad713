package org.ebbcast.onos.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.ebbcast.onos.rig.OnosRig;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.orchestrator.port.PortSample;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PortNumber;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onlab.packet.ARP;
import org.onlab.packet.Ethernet;
import org.onosproject.net.DeviceId;

class OnosFabricTest {
    private static final DeviceId ONE = DeviceId.deviceId("of:0000000000000001");
    private static final DeviceId TWO = DeviceId.deviceId("of:0000000000000002");
    private static final RuleSample RULE = RuleSample.of(DatapathId.of(1), 5, 6, 7);

    private final OnosRig rig = new OnosRig();
    private final Heard heard = new Heard();
    private OnosFabric fabric;

    /** Keeps what the orchestrator would hear. */
    private static final class Heard implements FabricPort.Listener {
        private final BlockingQueue<Topology> topologies = new LinkedBlockingQueue<>();
        private final BlockingQueue<List<PortSample>> samples = new LinkedBlockingQueue<>();
        private final BlockingQueue<List<RuleSample>> ruleSamples = new LinkedBlockingQueue<>();
        private final BlockingQueue<DatapathId> connected = new LinkedBlockingQueue<>();

        @Override
        public void topologyChanged(Topology topology) {
            topologies.add(topology);
        }

        @Override
        public void statisticsRead(DatapathId datapathId, List<PortSample> ports, List<RuleSample> rules) {
            samples.add(ports);
            ruleSamples.add(rules);
        }

        @Override
        public void switchConnected(DatapathId datapathId) {
            connected.add(datapathId);
        }

        Topology until(Predicate<Topology> wanted) throws InterruptedException {
            Topology topology;
            do {
                topology = topologies.poll(10, TimeUnit.SECONDS);
                assertThat(topology).as("a topology that is as wanted").isNotNull();
            } while (!wanted.test(topology));
            return topology;
        }
    }

    @BeforeEach
    void start() {
        rig.connect(ONE, 3);
        rig.connect(TWO, 3);
        rig.link(ONE, 3, TWO, 3);
        rig.host("00:00:00:00:00:0A", "10.0.0.1", ONE, 1);
        fabric = OnosFabric.start(
                rig.fabricServices(),
                datapathId -> datapathId.value() == 1 ? List.of(RULE) : List.of(),
                OptionalLong.of(20_000_000));
        fabric.addListener(heard);
    }

    @AfterEach
    void stop() {
        fabric.close();
        rig.close();
    }

    private static ConnectPoint at(long datapathId, long port) {
        return ConnectPoint.of(DatapathId.of(datapathId), PortNumber.of(port));
    }

    @Test
    void topology_atStart_hasSwitchesBothDirectionsAndHosts() {
        assertThat(fabric.topology().switches()).containsExactlyInAnyOrder(DatapathId.of(1), DatapathId.of(2));
        assertThat(fabric.topology().links())
                .containsExactly(
                        Topology.Link.of(at(1, 3), at(2, 3), 20_000_000),
                        Topology.Link.of(at(2, 3), at(1, 3), 20_000_000));
        assertThat(fabric.topology().attachments())
                .containsExactly(Topology.Attachment.of(
                        "00:00:00:00:00:0a", Ipv4Address.parse("10.0.0.1"), at(1, 1), 20_000_000));
    }

    @Test
    void topology_noDefaultCapacity_believesTheSwitch() throws Exception {
        fabric.setDefaultCapacity(OptionalLong.empty());

        Topology now = heard.until(t -> t.links().get(0).capacityBitsPerSecond() != 20_000_000);

        assertThat(now.links()).allSatisfy(l -> assertThat(l.capacityBitsPerSecond()).isEqualTo(10_000_000_000L));
    }

    @Test
    void topology_linkVanishes_isTold() throws Exception {
        rig.unlink(ONE, 3);

        heard.until(t -> t.links().isEmpty());

        assertThat(fabric.topology().links()).isEmpty();
    }

    @Test
    void topology_switchLeavesAndReturns_isToldAndAnnounced() throws Exception {
        rig.disconnect(TWO);
        heard.until(t -> t.switches().size() == 1 && t.links().isEmpty());

        rig.connect(TWO, 3);

        assertThat(heard.connected.poll(10, TimeUnit.SECONDS)).isEqualTo(DatapathId.of(2));
        heard.until(t -> t.switches().size() == 2);
    }

    @Test
    void topology_newHost_isTold() throws Exception {
        rig.host("00:00:00:00:00:0b", "10.0.0.2", TWO, 1);

        Topology now = heard.until(t -> t.attachments().size() == 2);

        assertThat(now.attachments().get(1).at()).isEqualTo(at(2, 1));
    }

    @Test
    void statistics_polled_areCumulativePerDirectionWithTheSwitchsClock() throws Exception {
        rig.southbound().reportPort(ONE, 3, 1000, 2000, 4, 500_000_000);

        List<PortSample> samples = heard.samples.poll(10, TimeUnit.SECONDS);

        assertThat(samples).singleElement().satisfies(sample -> {
            assertThat(sample.at()).isEqualTo(at(1, 3));
            assertThat(sample.sentBytes()).isEqualTo(1000);
            assertThat(sample.receivedBytes()).isEqualTo(2000);
            assertThat(sample.switchNanos()).isEqualTo(4_500_000_000L);
        });
        assertThat(heard.ruleSamples.take()).containsExactly(RULE);
    }

    @Test
    void statistics_withoutDuration_areLeftOut() throws Exception {
        rig.southbound().reportPort(TWO, 3, 1000, 2000, 0, 0);

        assertThat(heard.samples.poll(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void probe_address_asksEveryEdgeByArp() throws Exception {
        fabric.probe(Ipv4Address.parse("10.0.0.9"));

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (rig.probes().isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        byte[] frame = rig.probes().get(0).array();
        Ethernet ethernet = Ethernet.deserializer().deserialize(frame, 0, frame.length);
        ARP arp = (ARP) ethernet.getPayload();
        assertThat(ethernet.isBroadcast()).isTrue();
        assertThat(arp.getOpCode()).isEqualTo(ARP.OP_REQUEST);
        assertThat(arp.getSenderProtocolAddress()).containsOnly(0);
        assertThat(arp.getTargetProtocolAddress()).containsExactly(10, 0, 0, 9);
    }
}
