package org.ebbcast.orchestrator.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.protocol.BlobDescriptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random faults at random moments, then peace: every distribution ends, and nothing that must not happen has. Replay
 * one seed with {@code -Debbcast.chaos.seed=N}; run more with {@code -Debbcast.chaos.runs=N}.
 */
final class ChaosTest {
    private static final double LIVENESS_SECONDS = 200;
    private static final Map<String, List<BlobDescriptor>> IMAGES = Map.of(
            "demo/app:v1", SimWorld.image("base", 1_000_000, 300_000),
            "demo/app:v2", SimWorld.image("base", 1_000_000, 300_000, 700_000),
            "demo/big:v1", SimWorld.image("big", 4_000_000, 0, 10));

    static LongStream seeds() {
        String one = System.getProperty("ebbcast.chaos.seed");
        return one == null
                ? LongStream.range(0, Long.getLong("ebbcast.chaos.runs", 40))
                : LongStream.of(Long.parseLong(one));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyDistribution_afterChaos_endsAndLeavesNothing(long seed) {
        SimWorld world = new SimWorld(seed, 2, 3, 2, 20_000_000, Map.of("stall-timeout", "20s"));
        world.loop().run(2.5);
        world.agent("h1").hold("demo/app:v1", IMAGES.get("demo/app:v1"));
        world.agent("h4").hold("demo/app:v1", IMAGES.get("demo/app:v1"));
        world.agent("h1").hold("demo/app:v2", IMAGES.get("demo/app:v2"));
        world.agent("h6").hold("demo/big:v1", IMAGES.get("demo/big:v1"));
        Chaos chaos = new Chaos(world, seed, IMAGES);
        chaos.submit();
        for (int act = 0; act < 12; act++) {
            world.loop().run(chaosGap(seed, act));
            chaos.act();
        }
        world.loop().run(15);
        chaos.heal();
        boolean ended = world.loop()
                .runUntil(
                        () -> world.orchestrator().distributions().size() >= chaos.submitted().size()
                                && world.orchestrator().distributions().stream().allMatch(v -> v.state().isOver()),
                        LIVENESS_SECONDS);
        List<DistributionView> views = world.orchestrator().distributions();
        String story = "seed " + seed + "; replay with -Debbcast.chaos.seed=" + seed + "\n"
                + String.join("\n", chaos.log()) + "\n"
                + views.stream().map(ChaosTest::story).collect(Collectors.joining("\n"));
        assertThat(ended).as("every distribution ends; %s", story).isTrue();
        world.loop().run(3);
        assertThat(SafetyChecker.wrong(world, views, IMAGES)).as(story).isEmpty();
    }

    private static double chaosGap(long seed, int act) {
        return (Math.floorMod(seed * 31 + act * 17, 23) + 1) / 10.0;
    }

    private static String story(DistributionView view) {
        return view.id() + " " + view.state() + " " + view.detail() + " "
                + view.targets().stream().map(t -> t.host() + ":" + t.state()).collect(Collectors.joining(" ")) + "\n  "
                + view.events().stream()
                        .map(e -> String.format("%.3f %s", e.seconds(), e.text()))
                        .collect(Collectors.joining("\n  "));
    }
}
