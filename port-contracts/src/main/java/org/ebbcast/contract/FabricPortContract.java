package org.ebbcast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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

/** What a fabric port tells: two switches, a cable, hosts. */
public abstract class FabricPortContract {
    protected static final DatapathId ONE = DatapathId.of(1);
    protected static final DatapathId TWO = DatapathId.of(2);
    protected static final String MAC = "02:00:00:00:00:0a";
    protected static final Ipv4Address ADDRESS = Ipv4Address.parse("10.0.0.10");

    private record Poll(DatapathId id, List<PortSample> ports) {}

    private final BlockingQueue<Topology> topologies = new LinkedBlockingQueue<>();
    private final BlockingQueue<DatapathId> connected = new LinkedBlockingQueue<>();
    private final BlockingQueue<Poll> polls = new LinkedBlockingQueue<>();
    private SwitchBench bench;
    private FabricPort fabric;

    /** A bench without switches. */
    protected abstract SwitchBench openBench() throws Exception;

    /** The port of the adapter that the bench's switches connect to; polls every 50 ms or so. */
    protected abstract FabricPort fabric();

    /** Has the adapter look for a host. */
    protected abstract void probe(Ipv4Address address);

    @BeforeEach
    void connect() throws Exception {
        bench = openBench();
        fabric = fabric();
        fabric.addListener(new FabricPort.Listener() {
            @Override
            public void topologyChanged(Topology topology) {
                topologies.add(topology);
            }

            @Override
            public void statisticsRead(DatapathId id, List<PortSample> ports, List<RuleSample> rules) {
                polls.add(new Poll(id, ports));
            }

            @Override
            public void switchConnected(DatapathId id) {
                connected.add(id);
            }
        });
        bench.connect(ONE, 3);
        bench.connect(TWO, 3);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static ConnectPoint at(DatapathId id, int port) {
        return ConnectPoint.of(id, PortNumber.of(port));
    }

    private Topology await(Predicate<Topology> wanted) throws InterruptedException {
        Optional<Topology> last = Optional.of(fabric.topology());
        while (last.isPresent() && !wanted.test(last.get())) {
            last = Optional.ofNullable(topologies.poll(10, TimeUnit.SECONDS));
        }
        assertThat(last).as("a topology as wanted was told").isPresent();
        return last.get();
    }

    private static boolean hasLink(Topology topology, ConnectPoint from, ConnectPoint to) {
        return topology.links().stream()
                .anyMatch(link -> link.from().equals(from) && link.to().equals(to));
    }

    private static boolean hasHost(Topology topology, ConnectPoint at) {
        return topology.attachments().stream()
                .anyMatch(host -> host.mac().equals(MAC) && host.at().equals(at) && host.ipv4().equals(ADDRESS));
    }

    @Test
    void switches_connected_areToldAndInTheTopology() throws Exception {
        assertThat(connected.poll(10, TimeUnit.SECONDS)).isEqualTo(ONE);
        assertThat(connected.poll(10, TimeUnit.SECONDS)).isEqualTo(TWO);
        assertThat(await(topology -> topology.switches().size() == 2).switches()).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void switch_disconnected_isOutOfTheTopologyWithItsLinks() throws Exception {
        bench.join(at(ONE, 1), at(TWO, 1));
        await(topology -> topology.links().size() == 2);
        bench.disconnect(TWO);
        assertThat(await(topology -> topology.switches().size() == 1).links()).isEmpty();
    }

    @Test
    void switch_reconnected_isToldAgain() throws Exception {
        bench.disconnect(TWO);
        await(topology -> topology.switches().size() == 1);
        bench.connect(TWO, 3);
        await(topology -> topology.switches().size() == 2);
        assertThat(List.of(connected.take(), connected.take(), connected.take())).containsExactly(ONE, TWO, TWO);
    }

    @Test
    void cable_isFoundInBothDirectionsAndLostAtOnce() throws Exception {
        bench.join(at(ONE, 1), at(TWO, 2));
        Topology joined = await(topology -> topology.links().size() == 2);
        assertThat(hasLink(joined, at(ONE, 1), at(TWO, 2))).isTrue();
        assertThat(hasLink(joined, at(TWO, 2), at(ONE, 1))).isTrue();
        assertThat(joined.links()).allMatch(link -> link.capacityBitsPerSecond() > 0);
        bench.breakCable(at(ONE, 1));
        await(topology -> topology.links().isEmpty());
    }

    @Test
    void host_announced_isFoundAndFollowedWhereItMoves() throws Exception {
        bench.announce(MAC, ADDRESS, at(ONE, 2));
        await(topology -> hasHost(topology, at(ONE, 2)));
        bench.announce(MAC, ADDRESS, at(TWO, 3));
        Topology moved = await(topology -> hasHost(topology, at(TWO, 3)));
        assertThat(moved.attachments()).hasSize(1);
    }

    @Test
    void host_silent_isFoundByProbe() throws Exception {
        bench.plugSilentHost(MAC, ADDRESS, at(TWO, 3));
        probe(ADDRESS);
        await(topology -> hasHost(topology, at(TWO, 3)));
    }

    @Test
    void host_portDown_isGone() throws Exception {
        bench.announce(MAC, ADDRESS, at(ONE, 2));
        await(topology -> hasHost(topology, at(ONE, 2)));
        bench.breakCable(at(ONE, 2));
        await(topology -> topology.attachments().isEmpty());
    }

    @Test
    void statistics_tellEachDirectionApart() throws Exception {
        bench.count(at(ONE, 2), 1_000, 70);
        PortSample sample = null;
        while (sample == null || sample.sentBytes() == 0) {
            Poll poll = polls.poll(10, TimeUnit.SECONDS);
            assertThat(poll).isNotNull();
            sample = poll.ports().stream()
                    .filter(port -> port.at().equals(at(ONE, 2)))
                    .findFirst()
                    .orElse(sample);
        }
        assertThat(sample.sentBytes()).isEqualTo(1_000);
        assertThat(sample.receivedBytes()).isEqualTo(70);
        assertThat(sample.switchNanos()).isPositive();
    }
}
