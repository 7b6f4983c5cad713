package org.ebbcast.orchestrator.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.TopologyLinkView;
import org.ebbcast.orchestrator.view.TopologyView;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;
import org.junit.jupiter.api.Test;

/** What happens at ports that lack the queue of image data. The one leaf that lacks it does so at every port. */
final class QueuesTest {
    private static final DatapathId BARE_LEAF = DatapathId.of(2);

    private static SimWorld world(Map<String, String> settings) {
        SimWorld world = new SimWorld(5, 2, 4, 4, 20_000_000, settings);
        world.loop().run(3);
        for (long leaf = 1; leaf <= 4; leaf++) {
            DatapathId id = DatapathId.of(leaf);
            world.fabric().setQueues(id, id.equals(BARE_LEAF) ? Set.of() : ports());
        }
        world.loop().run(0.1);
        return world;
    }

    private static Set<PortNumber> ports() {
        return Set.of(1, 2, 3, 4, 101, 102).stream()
                .map(PortNumber::of)
                .collect(java.util.stream.Collectors.toSet());
    }

    private static DistributionView start(SimWorld world) {
        world.agent("h1").hold("demo/app:v1", SimWorld.image("app", 5_000_000));
        return world.submit(Intent.of("demo/app:v1", List.of(HostId.of("h1")), List.of("all"), false));
    }

    private static long rateTo(SimWorld world, DistributionView view, String host) {
        return world.latest(view).orElseThrow().trees().stream()
                .filter(t -> t.targets().contains(HostId.of(host)))
                .mapToLong(t -> t.rateBitsPerSecond())
                .sum();
    }

    @Test
    void queueMissing_cap_usesHalfOfWhatIsIdleThere() {
        SimWorld world = world(Map.of());
        DistributionView view = start(world);
        world.loop().run(1);
        assertThat(rateTo(world, view, "h5")).isBetween(9_000_000L, 9_700_000L);
        assertThat(rateTo(world, view, "h9")).isGreaterThan(9_000_000L);
        assertThat(world.finish(view, 60).state()).isEqualTo(DistributionState.COMPLETED);
    }

    @Test
    void queueMissing_refuse_sendsNothingThere() {
        SimWorld world = world(Map.of("without-queue", "refuse", "trickle-rate", "0"));
        DistributionView last = world.finish(start(world), 60);
        assertThat(last.state()).isEqualTo(DistributionState.PARTIAL);
        assertThat(last.targets()).allMatch(t -> t.reason().isPresent()
                == Set.of("h5", "h6", "h7", "h8").contains(t.host().toString()));
    }

    @Test
    void queueMissing_ignore_reliesOnTheRate() {
        SimWorld world = world(Map.of("without-queue", "ignore"));
        DistributionView view = start(world);
        world.loop().run(1);
        assertThat(rateTo(world, view, "h5")).isGreaterThan(19_000_000L);
    }

    @Test
    void topology_tellsWhereItIs_isNot_andIsNotKnown() {
        SimWorld world = world(Map.of());
        var answer = world.orchestrator().topology().toCompletableFuture();
        world.loop().run(0.1);
        TopologyView topology = answer.join();
        for (TopologyLinkView link : topology.links()) {
            Optional<DatapathId> sender = link.from().port().map(p -> p.datapathId());
            boolean leaf = sender.map(s -> s.value() < 100).orElse(false);
            assertThat(link.queue()).isEqualTo(leaf
                    ? Optional.of(!sender.orElseThrow().equals(BARE_LEAF))
                    : Optional.empty());
        }
    }
}
