package org.ebbcast.orchestrator.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.orchestrator.view.ImportState;
import org.ebbcast.orchestrator.view.ImportView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ImageResolved;
import org.ebbcast.protocol.ImportProgress;
import org.ebbcast.protocol.TaskFailed;
import org.junit.jupiter.api.Test;

/** Every way to fail has a name and says what to do. */
final class NamedFailuresTest {
    private static final List<BlobDescriptor> APP = SimWorld.image("app", 2_000, 3_000_000);

    private final SimWorld world = new SimWorld(5, 1, 2, 2, 20_000_000, Map.of("max-live-distributions", "2"));

    NamedFailuresTest() {
        world.loop().run(3);
    }

    private DistributionView run(List<String> sources, String... targets) {
        List<HostId> from = sources.stream().map(HostId::of).collect(Collectors.toList());
        return world.finish(world.submit(Intent.of("demo/app:v1", from, List.of(targets), true)), 60);
    }

    @Test
    void image_thatNobodyHas_isNotFound() {
        DistributionView view = run(List.of(), "h2");
        assertThat(view.state()).isEqualTo(DistributionState.FAILED);
        assertThat(view.reason()).contains(FailureReason.IMAGE_NOT_FOUND);
        assertThat(view.detail()).contains("h1", "h3", "h4");
    }

    @Test
    void sources_withDifferentImages_disagree() {
        world.agent("h1").hold("demo/app:v1", APP);
        world.agent("h2").hold("demo/app:v1", SimWorld.image("older", 5_000));
        DistributionView view = run(List.of(), "h3");
        assertThat(view.reason()).contains(FailureReason.SOURCES_DISAGREE);
        assertThat(view.detail()).contains("name the sources");
        assertThat(run(List.of("h1"), "h3").state()).isEqualTo(DistributionState.COMPLETED);
    }

    @Test
    void answers_toAnotherOrToAnotherController_areNotHeard() {
        world.agent("h1").hold("demo/app:v1", APP);
        run(List.of(), "h2");
        world.restartController();
        world.loop().run(1);
        world.agent("h3").setMute(true);
        DistributionView view = world.submit(Intent.of("demo/app:v1", List.of(), List.of("h2"), true));
        world.loop().run(0.1);
        List<Long> ofThree = world.agent("h3").requests();
        assertThat(ofThree).hasSize(2).doesNotHaveDuplicates();
        List<BlobDescriptor> other = SimWorld.image("other", 5_000);
        for (long request : ofThree) {
            world.toController(HostId.of("h4"), new ImageResolved(
                    request, ImageResolved.Outcome.FOUND, "", "demo/app:v1", other.get(0).digest(), other));
        }
        world.loop().run(0.1);
        assertThat(world.latest(view).orElseThrow().reason()).isEmpty();
        world.agent("h3").setMute(false);
        assertThat(world.finish(view, 60).state()).isEqualTo(DistributionState.COMPLETED);
    }

    @Test
    void target_withoutRoom_failsAsNoSpace() {
        world.agent("h1").hold("demo/app:v1", APP);
        world.agent("h3").setFreeBytes(1_000_000);
        DistributionView view = run(List.of("h1"), "all");
        assertThat(view.state()).isEqualTo(DistributionState.PARTIAL);
        assertThat(view.targets().get(1).reason()).contains(FailureReason.NO_SPACE);
        assertThat(view.targets().get(1).detail()).contains("3002000", "1000000");
    }

    @Test
    void target_whoseDiskFails_isNamedAndRestCompletes() {
        world.agent("h1").hold("demo/app:v1", APP);
        DistributionView begun = world.submit(Intent.of("demo/app:v1", List.of(), List.of("all"), false));
        world.loop().run(0.5);
        world.toController(HostId.of("h4"), new TaskFailed("d-1", TaskFailed.Reason.DISK_ERROR, "input/output error"));
        DistributionView view = world.finish(begun, 60);
        assertThat(view.state()).isEqualTo(DistributionState.PARTIAL);
        assertThat(view.targets().get(2).reason()).contains(FailureReason.DISK_ERROR);
        assertThat(view.targets().get(2).detail()).isEqualTo("input/output error");
    }

    @Test
    void engine_thatSaysHowFarItIs_getsAllTheTimeItNeeds() {
        DistributionView begun = importing("h2");
        for (int layer = 1; layer <= 3; layer++) {
            world.toController(HostId.of("h2"), new ImportProgress(begun.id().toString(), layer + " of 4 layers"));
            world.loop().run(500);
            ImportView view = world.latest(begun).orElseThrow().targets().get(0).imported();
            assertThat(view.state()).isEqualTo(ImportState.PENDING);
            assertThat(view.detail()).isEqualTo(layer + " of 4 layers");
        }
        world.agent("h2").setImporting(false);
        DistributionView view = world.finish(begun, 60);
        assertThat(view.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(view.targets().get(0).imported().state()).isEqualTo(ImportState.DONE);
        assertThat(view.targets().get(0).imported().detail()).isEmpty();
    }

    @Test
    void engine_thatSaysNothing_isGivenUp() {
        DistributionView view = world.finish(importing("h2"), 700);
        assertThat(view.reason()).contains(FailureReason.NO_ANSWER);
        assertThat(view.detail()).contains("10 min");
    }

    private DistributionView importing(String host) {
        world.agent("h1").hold("demo/app:v1", APP);
        world.agent(host).setImporting(true);
        DistributionView begun = world.submit(Intent.of("demo/app:v1", List.of(), List.of(host), true));
        world.loop().run(60);
        return begun;
    }

    @Test
    void target_thatHasEverything_isDoneWithoutBytes() {
        world.agent("h1").hold("demo/app:v1", APP);
        world.agent("h2").holdBlobs(APP);
        DistributionView view = run(List.of("h1"), "h2");
        assertThat(view.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(view.amounts().bytesToSend()).isZero();
        assertThat(view.targets().get(0).imported().state()).isEqualTo(ImportState.DONE);
    }

    @Test
    void secondImage_sendsOnlyWhatChanged() {
        world.agent("h1").hold("demo/app:v1", APP);
        assertThat(run(List.of("h1"), "all").state()).isEqualTo(DistributionState.COMPLETED);
        List<BlobDescriptor> second = new ArrayList<>(APP);
        second.addAll(SimWorld.image("changed", 400_000));
        world.agent("h1").hold("demo/app:v2", second);
        DistributionView view = world.finish(
                world.submit(Intent.of("demo/app:v2", List.of(HostId.of("h1")), List.of("all"), false)), 60);
        assertThat(view.amounts().bytesToSend()).isEqualTo(400_000);
        assertThat(view.targets()).allMatch(t -> t.bytesTotal() == 400_000 && t.state() == TargetState.DONE);
    }

    @Test
    void all_whenNoAgentIsConnected_saysSoAndWhatToDo() {
        for (String host : List.of("h1", "h2", "h3", "h4")) {
            world.setConnected(host, false);
        }
        world.loop().run(1);
        assertThatThrownBy(() -> run(List.of(), "all")).hasMessageContaining("no agent is connected; start agents");
    }

    @Test
    void journal_thatCannotWrite_refusesTheIntent() {
        world.agent("h1").hold("demo/app:v1", APP);
        world.journal().fail(true);
        assertThatThrownBy(() -> run(List.of("h1"), "all")).hasMessageContaining("the disk is full");
        world.loop().run(2);
        assertThat(world.rules().everything()).isEmpty();
        assertThat(world.senders()).isEmpty();
    }

    @Test
    void intents_moreThanAllowed_areRefusedWithTheWayOut() {
        world.agent("h1").hold("demo/app:v1", APP);
        Intent intent = Intent.of("demo/app:v1", List.of(), List.of("all"), false);
        world.submit(intent);
        world.submit(intent);
        assertThatThrownBy(() -> world.submit(intent)).hasMessageContaining("max-live-distributions");
    }

    @Test
    void statistics_thatNeverCome_answerClearlyInsteadOfHanging() {
        SimWorld blind = new SimWorld(6, 1, 2, 2, 20_000_000, Map.of("trickle-rate", "0"));
        blind.fabric().setPolling(false);
        blind.agent("h1").hold("demo/app:v1", APP);
        blind.loop().run(1);
        DistributionView view = blind.finish(
                blind.submit(Intent.of("demo/app:v1", List.of(HostId.of("h1")), List.of("all"), false)), 60);
        assertThat(view.state()).isEqualTo(DistributionState.FAILED);
        assertThat(view.reason()).contains(FailureReason.NO_IDLE_BANDWIDTH);
    }

    @Test
    void firstDatagram_afterIntent_goesWithinAFifthOfASecond() {
        world.agent("h1").hold("demo/app:v1", APP);
        world.submit(Intent.of("demo/app:v1", List.of(HostId.of("h1")), List.of("all"), false));
        world.loop().run(0.2);
        assertThat(world.senders()).containsExactly(HostId.of("h1"));
    }

    @Test
    void finishedDistributions_afterRestart_areStillListed() {
        world.agent("h1").hold("demo/app:v1", APP);
        DistributionView before = run(List.of("h1"), "all");
        world.restartController();
        world.loop().run(1);
        DistributionView after = world.latest(before).orElseThrow();
        assertThat(after.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(after.manifest()).isEqualTo(before.manifest());
        assertThat(after.targets().get(0).secondsToVerified()).isEqualTo(before.targets().get(0).secondsToVerified());
    }

    @Test
    void close_inMidTransfer_takesRulesOutAndLeavesTheRestToTheNext() throws Exception {
        world.agent("h1").hold("demo/app:v1", APP);
        DistributionView begun = world.submit(Intent.of("demo/app:v1", List.of(), List.of("all"), false));
        world.loop().run(0.5);
        Thread closing = new Thread(world.orchestrator()::close);
        closing.start();
        while (closing.isAlive()) {
            world.loop().run(0.01);
            Thread.onSpinWait();
        }
        closing.join();
        assertThat(world.rules().everything()).isEmpty();
        world.restartController();
        world.loop().run(0.5);
        assertThat(world.finish(begun, 60).state()).isEqualTo(DistributionState.COMPLETED);
    }
}
