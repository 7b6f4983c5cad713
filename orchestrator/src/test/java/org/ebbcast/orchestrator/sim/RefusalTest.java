package org.ebbcast.orchestrator.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.LinkView;
import org.ebbcast.orchestrator.view.TargetView;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.DatapathId;
import org.junit.jupiter.api.Test;

/** Switches that take no rules: trees go around them, and whoever has no tree fetches. */
final class RefusalTest {
    private static final List<BlobDescriptor> APP = SimWorld.image("app", 2_000, 12_000_000, 8_000_000);

    private static DistributionView run(Set<DatapathId> refusing) {
        SimWorld world = SimWorld.lab(7);
        world.rules().refuse(refusing);
        world.agent("h1").hold("demo/app:v1", APP);
        DistributionView last = world.finish(
                world.submit(Intent.of("demo/app:v1", List.of(HostId.of("h1")), List.of("all"), false)), 300);
        String log = last.events().stream()
                .map(e -> String.format("%8.3f %s%n", e.seconds(), e.text()))
                .collect(Collectors.joining());
        assertThat(last.state()).as(log).isEqualTo(DistributionState.COMPLETED);
        assertThat(world.violations()).isEmpty();
        assertThat(world.rules().everything()).isEmpty();
        return last;
    }

    private static Set<DatapathId> switches(DistributionView view) {
        List<LinkView> links = view.trees().get(view.trees().size() - 1).links();
        return links.stream()
                .flatMap(link -> Stream.concat(
                        link.from().datapathId().stream(), link.to().datapathId().stream()))
                .collect(Collectors.toSet());
    }

    private static List<String> fetched(DistributionView view) {
        return view.targets().stream()
                .filter(t -> t.multicastBytes() == 0)
                .map(TargetView::host)
                .map(HostId::toString)
                .sorted()
                .collect(Collectors.toList());
    }

    @Test
    void spine_thatTakesNoRule_isGoneAround() {
        DatapathId spine = switches(run(Set.of())).stream()
                .filter(datapathId -> datapathId.value() > 100)
                .findFirst()
                .orElseThrow();
        DistributionView last = run(Set.of(spine));
        assertThat(switches(last)).doesNotContain(spine);
        assertThat(fetched(last)).isEmpty();
        assertThat(last.events()).anyMatch(e -> e.text().contains("trees go around it"));
    }

    @Test
    void leaf_thatTakesNoRule_hostsBehindItFetch() {
        DistributionView last = run(Set.of(DatapathId.of(3)));
        assertThat(switches(last)).doesNotContain(DatapathId.of(3));
        assertThat(fetched(last)).containsExactly("h10", "h11", "h12", "h9");
    }

    @Test
    void switches_noneOfWhichTakesRules_everybodyFetches() {
        DistributionView last = run(Set.of(
                DatapathId.of(1), DatapathId.of(2), DatapathId.of(3), DatapathId.of(4),
                DatapathId.of(101), DatapathId.of(102)));
        assertThat(fetched(last)).hasSize(15);
    }

    private static int mostRulesOfTwoAtOnce(Map<String, String> settings) {
        SimWorld world = new SimWorld(7, 2, 4, 4, 20_000_000, settings);
        world.loop().run(3);
        for (String host : List.of("h1", "h2")) {
            String image = "demo/" + host + ":v1";
            world.agent(host).hold(image, SimWorld.image(host, 2_000, 12_000_000));
            world.submit(Intent.of(image, List.of(HostId.of(host)), List.of("all"), false));
        }
        List<DistributionView> ended = world.orchestrator().distributions().stream()
                .map(d -> world.finish(d, 300))
                .collect(Collectors.toList());
        assertThat(ended).hasSize(2).allMatch(d -> d.state() == DistributionState.COMPLETED);
        assertThat(world.violations()).isEmpty();
        assertThat(world.rules().everything()).isEmpty();
        return world.rules().mostRules();
    }

    @Test
    void rulesPerSwitch_twoAtOnce_neverMoreInASwitch() {
        assertThat(mostRulesOfTwoAtOnce(Map.of())).isGreaterThan(2);
        assertThat(mostRulesOfTwoAtOnce(Map.of("rules-per-switch", "2"))).isEqualTo(2);
    }
}
