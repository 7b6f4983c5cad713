package org.ebbcast.orchestrator.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.DatapathId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hosts that no tree serves, and hosts whom multicast does not reach, have the shipment passed on to them. */
final class RelayTest {
    private static final List<BlobDescriptor> APP = SimWorld.image("app", 2_000, 12_000_000, 8_000_000);

    private final SimWorld world = SimWorld.lab(7);

    @BeforeEach
    void hold() {
        world.agent("h1").hold("demo/app:v1", APP);
    }

    private DistributionView submit() {
        return world.submit(Intent.of("demo/app:v1", List.of(HostId.of("h1")), List.of("all"), false));
    }

    private DistributionView finish(DistributionView view) {
        DistributionView last = world.finish(view, 300);
        assertThat(world.violations()).isEmpty();
        assertThat(world.rules().everything()).isEmpty();
        return last;
    }

    private static String log(DistributionView view) {
        return view.events().stream()
                .map(e -> String.format("%8.3f %s%n", e.seconds(), e.text()))
                .collect(Collectors.joining());
    }

    private static Map<String, String> parents(DistributionView view) {
        Map<String, String> parents = new TreeMap<>();
        view.targets().forEach(t -> t.relayedBy().ifPresent(p -> parents.put(t.host().toString(), p.toString())));
        return parents;
    }

    @Test
    void leaf_thatTakesNoRule_hasOneHeadBeyondItAndAChain() {
        world.rules().refuse(Set.of(DatapathId.of(3)));
        DistributionView last = finish(submit());
        assertThat(last.state()).as(log(last)).isEqualTo(DistributionState.COMPLETED);
        Map<String, String> parents = parents(last);
        assertThat(parents.keySet()).containsExactly("h10", "h11", "h12", "h9");
        assertThat(parents.values()).filteredOn(p -> !parents.containsKey(p)).hasSize(1);
    }

    @Test
    void switches_noneOfWhichTakesRules_oneCopyLeavesTheSource() {
        world.rules().refuse(Set.of(
                DatapathId.of(1), DatapathId.of(2), DatapathId.of(3), DatapathId.of(4),
                DatapathId.of(101), DatapathId.of(102)));
        DistributionView last = finish(submit());
        assertThat(last.state()).as(log(last)).isEqualTo(DistributionState.COMPLETED);
        assertThat(parents(last)).hasSize(15);
        assertThat(parents(last).values()).filteredOn("h1"::equals).as(log(last)).hasSize(1);
    }

    @Test
    void parent_thatDies_isReplaced() {
        world.rules().refuse(Set.of(DatapathId.of(3)));
        DistributionView view = submit();
        world.loop().run(6);
        Map<String, String> before = parents(world.latest(view).orElseThrow());
        String head = before.entrySet().stream()
                .filter(e -> !before.containsKey(e.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        world.kill(head);
        DistributionView last = finish(view);
        assertThat(last.state()).as(log(last)).isEqualTo(DistributionState.PARTIAL);
        assertThat(last.targets()).filteredOn(t -> t.state() != TargetState.DONE).hasSize(1);
        assertThat(parents(last).values()).as(log(last)).doesNotContain(head);
    }

    @Test
    void host_whomMulticastDoesNotReach_isRelayedWhileTheOthersStream() {
        world.setDeaf("h6", true);
        DistributionView view = submit();
        world.loop().run(8);
        DistributionView streaming = world.latest(view).orElseThrow();
        assertThat(streaming.state()).isEqualTo(DistributionState.STREAMING);
        assertThat(parents(streaming)).as(log(streaming)).containsOnlyKeys("h6");
        assertThat(streaming.targets())
                .filteredOn(t -> t.host().equals(HostId.of("h6")))
                .allMatch(t -> t.bytesVerified() > 2_000_000 && t.multicastBytes() == 0);
        DistributionView last = finish(view);
        assertThat(last.state()).as(log(last)).isEqualTo(DistributionState.COMPLETED);
    }

    @Test
    void multicast_thatReachesNobody_endsAndTheShipmentIsRelayed() {
        world.agents().keySet().forEach(host -> world.setDeaf(host.toString(), true));
        DistributionView last = finish(submit());
        assertThat(last.state()).as(log(last)).isEqualTo(DistributionState.COMPLETED);
        assertThat(parents(last)).hasSize(15);
        assertThat(last.events()).anyMatch(e -> e.text().contains("nobody hears"));
    }

    @Test
    void host_thatHearsAgain_goesBackToItsTree() {
        world.setDeaf("h6", true);
        DistributionView view = submit();
        world.loop().run(5);
        assertThat(parents(world.latest(view).orElseThrow())).containsOnlyKeys("h6");
        world.setDeaf("h6", false);
        DistributionView last = finish(view);
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(parents(last)).as(log(last)).isEmpty();
        assertThat(last.events()).anyMatch(e -> e.text().contains("multicast reaches h6 again"));
    }
}
