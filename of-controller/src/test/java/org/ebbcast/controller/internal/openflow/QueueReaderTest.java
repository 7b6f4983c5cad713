package org.ebbcast.controller.internal.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.orchestrator.port.PortSample;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;
import org.junit.jupiter.api.Test;

class QueueReaderTest {
    private static final DatapathId SWITCH = DatapathId.of(5);

    @Test
    void queues_ofASwitchThatConnects_areToldByPort() throws IOException, InterruptedException {
        BlockingQueue<Set<PortNumber>> heard = new LinkedBlockingQueue<>();
        try (OpenFlowBench bench = new OpenFlowBench()) {
            bench.endpoint().fabric().addListener(new FabricPort.Listener() {
                @Override
                public void topologyChanged(Topology topology) {}

                @Override
                public void statisticsRead(DatapathId of, List<PortSample> ports, List<RuleSample> rules) {}

                @Override
                public void queuesRead(DatapathId of, Set<PortNumber> withQueue) {
                    heard.add(withQueue);
                }

                @Override
                public void switchConnected(DatapathId which) {}
            });
            bench.at(SWITCH).queuesAt(Set.of(1, 3));
            bench.connect(SWITCH, 3);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).containsExactlyInAnyOrder(PortNumber.of(1), PortNumber.of(3));
        }
    }

    @Test
    void statistics_ofPortsWithTheQueue_tellWhatItSent() throws IOException, InterruptedException {
        BlockingQueue<List<PortSample>> heard = new LinkedBlockingQueue<>();
        try (OpenFlowBench bench = new OpenFlowBench()) {
            bench.endpoint().fabric().addListener(new FabricPort.Listener() {
                @Override
                public void topologyChanged(Topology topology) {}

                @Override
                public void statisticsRead(DatapathId of, List<PortSample> ports, List<RuleSample> rules) {
                    if (ports.stream().anyMatch(port -> port.queueBytes().isPresent())) {
                        heard.add(ports);
                    }
                }

                @Override
                public void switchConnected(DatapathId which) {}
            });
            FakeSwitch at = bench.at(SWITCH);
            at.queuesAt(Set.of(3));
            at.count(1, 10, 20);
            at.count(3, 30, 40);
            bench.connect(SWITCH, 3);
            List<PortSample> ports = heard.poll(10, TimeUnit.SECONDS);
            assertThat(ports).isNotNull();
            assertThat(ports).filteredOn(port -> port.queueBytes().isPresent()).singleElement().satisfies(port -> {
                assertThat(port.at().port()).isEqualTo(PortNumber.of(3));
                assertThat(port.queueBytes()).hasValue(3 * FakeSwitch.QUEUE_BYTES_OF_A_PORT);
            });
        }
    }
}
