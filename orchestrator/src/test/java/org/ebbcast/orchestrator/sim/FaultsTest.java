package org.ebbcast.orchestrator.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.FabricNode;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.LinkView;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.orchestrator.view.TargetView;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FaultsTest {
    private static final List<BlobDescriptor> APP = SimWorld.image("app", 2_000, 12_000_000, 8_000_000);
    private static final double LIMIT = 20_002_000 * 8 / 20e6;

    private final SimWorld world = SimWorld.lab(7);

    private DistributionView start(String... sources) {
        List<HostId> from = new ArrayList<>();
        for (String source : sources) {
            world.agent(source).hold("demo/app:v1", APP);
            from.add(HostId.of(source));
        }
        return world.submit(Intent.of("demo/app:v1", from, List.of("all"), false));
    }

    private DistributionView finish(DistributionView view) {
        DistributionView last = world.finish(view, 120);
        StringBuilder log = new StringBuilder();
        last.events().forEach(e -> log.append(String.format("%8.3f %s%n", e.seconds(), e.text())));
        assertThat(last.state().isOver()).as(log.toString()).isTrue();
        assertThat(world.violations()).isEmpty();
        assertThat(world.rules().everything()).isEmpty();
        world.loop().run(1);
        assertThat(world.senders()).isEmpty();
        return last;
    }

    private static TargetView target(DistributionView view, String host) {
        return view.targets().stream().filter(t -> t.host().equals(HostId.of(host))).findFirst().orElseThrow();
    }

    private double lastSeconds(DistributionView view) {
        return view.targets().stream()
                .flatMap(t -> t.secondsToVerified().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
    }

    @Test
    void target_killedForGood_failsAsLostAndRestCompletes() {
        DistributionView view = start("h1");
        world.loop().run(3);
        world.kill("h7");
        DistributionView last = finish(view);
        assertThat(last.state()).isEqualTo(DistributionState.PARTIAL);
        assertThat(target(last, "h7").reason()).contains(FailureReason.AGENT_LOST);
        assertThat(last.targets().stream().filter(t -> t.state() == TargetState.DONE)).hasSize(14);
        assertThat(lastSeconds(last)).isLessThan(1.15 * LIMIT);
    }

    @Test
    void target_killedAndBackWithinGrace_completesFromItsNeighbours() {
        DistributionView view = start("h1");
        world.loop().run(3);
        world.kill("h7");
        world.loop().run(2);
        world.setConnected("h7", true);
        DistributionView last = finish(view);
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(last.targets()).noneMatch(t -> world.agent(t.host().toString()).wasSentToSource());
    }

    @Test
    void source_killedWhileAnotherHolds_otherGoesOn() {
        DistributionView view = start("h1", "h6");
        world.loop().run(3);
        HostId sender = world.senders().get(0);
        world.kill(sender.toString());
        DistributionView last = finish(view);
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(lastSeconds(last)).isLessThan(1.15 * LIMIT + 5);
    }

    @Test
    void source_onlyOneAndKilled_targetsFailAsSourceLost() {
        DistributionView view = start("h1");
        world.loop().run(3);
        world.kill("h1");
        DistributionView last = finish(view);
        assertThat(last.state()).isEqualTo(DistributionState.FAILED);
        assertThat(last.reason()).contains(FailureReason.SOURCE_LOST);
    }

    @Test
    void source_onlyOneAndBackAfterMoment_completes() {
        DistributionView view = start("h1");
        world.loop().run(3);
        world.kill("h1");
        world.loop().run(2);
        world.setConnected("h1", true);
        DistributionView last = finish(view);
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(lastSeconds(last)).isLessThan(1.15 * LIMIT + 5);
    }

    private ConnectPoint spineLinkOfTree(DistributionView view) {
        for (LinkView link : world.latest(view).orElseThrow().trees().get(0).links()) {
            if (link.from().datapathId().isPresent() && link.to().datapathId().isPresent()) {
                long leaf = link.from().datapathId().get().value();
                long spine = link.to().datapathId().get().value();
                return leaf < 100 ? SimFabric.at(leaf, spine) : SimFabric.at(spine, leaf);
            }
        }
        throw new IllegalStateException("the tree has no spine link");
    }

    @Test
    void spineLink_downInMidTransfer_restCompletesInTime() {
        DistributionView view = start("h1");
        world.loop().run(3);
        world.fabric().setLink(spineLinkOfTree(view), false);
        DistributionView last = finish(view);
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(lastSeconds(last)).isLessThan(1.15 * LIMIT + 1);
    }

    @Test
    void spineLink_down_lossOnTheOldTreeDoesNotSlowTheNewOne() {
        DistributionView view = start("h1");
        world.loop().run(3);
        world.fabric().setLink(spineLinkOfTree(view), false, 150_000_000);
        for (int i = 0; i < 20; i++) {
            world.loop().run(0.1);
            world.latest(view).orElseThrow().trees().stream()
                    .filter(t -> t.rateBitsPerSecond() > 0)
                    .forEach(t -> assertThat(t.rateBitsPerSecond()).isGreaterThan(19_000_000));
        }
        finish(view);
    }

    @Test
    void spine_restartsWithoutRules_completes() {
        DistributionView view = start("h1");
        world.loop().run(3);
        DatapathId spine = spineLinkOfTree(view).datapathId().value() > 100
                ? spineLinkOfTree(view).datapathId()
                : DatapathId.of(spineLinkOfTree(view).port().value());
        world.fabric().setSwitch(spine, false, true);
        world.loop().run(1.5);
        world.fabric().setSwitch(spine, true, true);
        DistributionView last = finish(view);
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(lastSeconds(last)).isLessThan(1.15 * LIMIT + 5);
    }

    @Test
    void leaf_goneForGood_itsTargetsFailAndRestCompletes() {
        DistributionView view = start("h1");
        world.loop().run(3);
        world.fabric().setSwitch(DatapathId.of(3), false, false);
        DistributionView last = world.finish(view, 120);
        assertThat(last.state()).isEqualTo(DistributionState.PARTIAL);
        assertThat(target(last, "h9").reason()).contains(FailureReason.UNREACHABLE);
        assertThat(target(last, "h5").state()).isEqualTo(TargetState.DONE);
        world.fabric().setSwitch(DatapathId.of(3), true, false);
        world.loop().run(1);
        assertThat(world.rules().everything()).as("orphans are swept when the switch is back").isEmpty();
    }

    @Test
    void mute_target_failsAsNoAnswerAndHoldsNobodyUp() {
        world.agent("h9").setMute(true);
        DistributionView last = finish(start("h1"));
        assertThat(target(last, "h9").reason()).contains(FailureReason.NO_ANSWER);
        assertThat(lastSeconds(last)).isLessThan(1.15 * LIMIT + 2);
    }

    @Test
    void loss_fivePercentEverywhere_repairs() {
        world.setLoss(0.05);
        DistributionView last = finish(start("h1"));
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
    }

    @Test
    void cancel_inMidTransfer_leavesNothing() {
        DistributionView view = start("h1");
        world.loop().run(3);
        world.orchestrator().cancel(view.id());
        assertThat(finish(view).state()).isEqualTo(DistributionState.CANCELLED);
    }

    @Test
    void controller_killedInMidTransfer_nextOneFinishes() {
        DistributionView view = start("h1");
        world.loop().run(3);
        world.restartController();
        world.loop().run(1);
        DistributionView last = finish(view);
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
    }

    @Test
    void controller_killedAndWhoSentIsBackAfterTheEnd_isToldToForget() {
        world.agent("h1").hold("demo/app:v1", SimWorld.image("large", 60_000_000));
        DistributionView view = world.submit(Intent.of("demo/app:v1", List.of(), List.of("all"), false));
        world.loop().run(3);
        world.setConnected("h1", false);
        world.restartController();
        world.loop().run(1);
        assertThat(world.finish(view, 60).state()).isEqualTo(DistributionState.FAILED);
        assertThat(world.senders()).containsExactly(HostId.of("h1"));
        world.setConnected("h1", true);
        world.loop().run(1);
        assertThat(world.senders()).isEmpty();
    }

    @Test
    void controller_killedInMidTransfer_nextOneSendsAtFullRateAtOnce() {
        DistributionView view = start("h1");
        world.loop().run(3);
        world.restartController();
        boolean streams = world.loop()
                .runUntil(() -> world.latest(view).map(v -> !v.trees().isEmpty()
                                && v.trees().get(0).rateBitsPerSecond() > 0)
                        .orElse(false), 10);
        assertThat(streams).isTrue();
        assertThat(world.latest(view).orElseThrow().trees())
                .allMatch(t -> t.rateBitsPerSecond() > 19_000_000);
    }

    @Test
    void distribution_afterOneThatEndedWithRepairs_startsNearFullRate() {
        world.setLoss(0.03);
        DistributionView first = start("h1");
        world.finish(first, 60);
        world.setLoss(0);
        world.agent("h1").hold("demo/next:v1", SimWorld.image("next", 20_000_000));
        DistributionView next =
                world.submit(Intent.of("demo/next:v1", List.of(HostId.of("h1")), List.of("all"), false));
        world.loop().run(1);
        assertThat(world.latest(next).orElseThrow().trees())
                .isNotEmpty()
                .allMatch(t -> t.rateBitsPerSecond() > 17_000_000);
    }

    @Test
    void foreground_halfOfEveryLink_isLeftAloneAndRestIsUsed() {
        for (ConnectPoint port : world.fabric().fabricPorts()) {
            world.fabric().setForeground(PortDirection.sentFrom(port), 10_000_000);
        }
        world.loop().run(3);
        DistributionView last = finish(start("h1"));
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(lastSeconds(last)).isLessThan(1.15 * 8 * 20e6 / 9.4e6);
    }

    @ParameterizedTest
    @ValueSource(longs = {7_000_000, 10_000_000, 16_000_000})
    void foreground_shiftsOntoTheTree_treeMovesAway(long bitsPerSecond) {
        DistributionView view = start("h1");
        world.loop().run(2);
        DatapathId spine = world.latest(view).orElseThrow().trees().get(0).links().stream()
                .map(LinkView::from)
                .flatMap(n -> n.datapathId().stream())
                .filter(d -> d.value() > 100)
                .findFirst()
                .orElseThrow();
        for (ConnectPoint port : world.fabric().fabricPorts()) {
            if (port.datapathId().equals(spine)) {
                world.fabric().setForeground(PortDirection.sentFrom(port), bitsPerSecond);
            }
        }
        world.loop().run(3);
        DistributionView moved = world.latest(view).orElseThrow();
        assertThat(moved.trees().get(0).links().stream().map(LinkView::from)).doesNotContain(FabricNode.of(spine));
        DistributionView last = finish(view);
        assertThat(lastSeconds(last)).isLessThan(1.15 * LIMIT + 5);
    }

    @Test
    void twoDistributions_atOnce_shareFairlyAndFillTheLink() {
        DistributionView first = start("h1");
        world.loop().run(1);
        List<BlobDescriptor> other = SimWorld.image("other", 20_000_000);
        world.agent("h5").hold("demo/other:v1", other);
        DistributionView second = world.submit(
                Intent.of("demo/other:v1", List.of(HostId.of("h5")), List.of("h2", "h9", "h13"), false));
        world.loop().run(4);
        double sum = 0;
        for (DistributionView view : List.of(first, second)) {
            double rate = world.latest(view).orElseThrow().trees().stream()
                    .mapToDouble(t -> t.rateBitsPerSecond())
                    .sum();
            assertThat(rate).isBetween(0.45 * 19.4e6, 0.55 * 19.4e6);
            sum += rate;
        }
        assertThat(sum).isGreaterThan(0.9 * 19.4e6);
        assertThat(world.finish(first, 60).state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(finish(second).state()).isEqualTo(DistributionState.COMPLETED);
    }
}
