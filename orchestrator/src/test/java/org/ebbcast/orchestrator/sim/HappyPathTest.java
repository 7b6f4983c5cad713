package org.ebbcast.orchestrator.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.HostId;
import org.junit.jupiter.api.Test;

final class HappyPathTest {
    private static final List<BlobDescriptor> APP = SimWorld.image("app", 2_000, 12_000_000, 8_000_000);

    private static Intent toAll() {
        return Intent.of("demo/app:v1", List.of(HostId.of("h1")), List.of("all"), false);
    }

    @Test
    void distribution_quietLab_reachesAllNearTheLimitAndLeavesNothing() {
        SimWorld world = SimWorld.lab(1);
        world.agent("h1").hold("demo/app:v1", APP);
        DistributionView view = world.finish(world.submit(toAll()), 60);
        assertThat(view.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(view.targets()).hasSize(15).allMatch(t -> t.state() == TargetState.DONE);
        double limit = 20_002_000 * 8 / 20e6;
        assertThat(view.targets())
                .allMatch(t -> t.secondsToVerified().orElseThrow() < 1.15 * limit);
        assertThat(world.rules().everything()).isEmpty();
        assertThat(world.violations()).isEmpty();
        assertThat(world.senders()).isEmpty();
    }
}
