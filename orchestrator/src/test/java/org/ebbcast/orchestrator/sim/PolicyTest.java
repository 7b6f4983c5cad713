package org.ebbcast.orchestrator.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.Policy;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.HostId;
import org.junit.jupiter.api.Test;

/** What an intent's policy promises. */
final class PolicyTest {
    private static final List<BlobDescriptor> APP = SimWorld.image("app", 2_000, 20_000_000);
    private static final List<BlobDescriptor> OTHER = SimWorld.image("other", 20_000_000);
    private static final double LIMIT = 20_002_000 * 8 / 20e6;

    private final SimWorld world = SimWorld.lab(11);

    private DistributionView submit(String image, String source, List<String> targets, Policy policy) {
        return world.submit(Intent.of(image, List.of(HostId.of(source)), targets, false, policy));
    }

    private DistributionView toAll(Policy policy) {
        world.agent("h1").hold("demo/app:v1", APP);
        return submit("demo/app:v1", "h1", List.of("all"), policy);
    }

    private static Policy times(Optional<Instant> notBefore, Optional<Instant> notAfter) {
        return Policy.of(OptionalLong.empty(), notBefore, notAfter, 1);
    }

    private static Policy priority(double priority) {
        return Policy.of(OptionalLong.empty(), Optional.empty(), Optional.empty(), priority);
    }

    private double rate(DistributionView view) {
        return world.latest(view).orElseThrow().trees().stream()
                .mapToDouble(t -> t.rateBitsPerSecond())
                .sum();
    }

    private DistributionState state(DistributionView view) {
        return world.latest(view).orElseThrow().state();
    }

    private long wireBytes(DistributionView view) {
        return world.latest(view).orElseThrow().amounts().wireBytesSent();
    }

    @Test
    void maxRate_quietLab_isReachedAndNeverExceeded() {
        Policy policy = Policy.of(OptionalLong.of(5_000_000), Optional.empty(), Optional.empty(), 1);
        DistributionView view = toAll(policy);
        world.loop().run(1);
        for (int i = 0; i < 60; i++) {
            world.loop().run(0.1);
            assertThat(rate(view)).isBetween(4_900_000.0, 5_000_000.0);
        }
        DistributionView last = world.finish(view, 60);
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(last.secondsElapsed()).isBetween(4 * LIMIT, 4.4 * LIMIT);
        assertThat(last.events()).noneMatch(e -> e.text().contains("stays busy"));
    }

    @Test
    void priority_threeToOne_sharesTheLinkSo() {
        DistributionView first = toAll(priority(3));
        world.loop().run(1);
        world.agent("h5").hold("demo/other:v1", OTHER);
        DistributionView second = submit("demo/other:v1", "h5", List.of("h2", "h9", "h13"), priority(1));
        world.loop().run(4);
        assertThat(rate(first)).isBetween(0.7 * 19.4e6, 0.8 * 19.4e6);
        assertThat(rate(second)).isBetween(0.2 * 19.4e6, 0.3 * 19.4e6);
    }

    @Test
    void pause_inMidTransfer_sendsNothingUntilResumed() {
        DistributionView view = toAll(Policy.NONE);
        world.loop().run(3);
        world.orchestrator().pause(view.id());
        world.loop().run(1);
        long before = wireBytes(view);
        world.loop().run(60);
        assertThat(state(view)).isEqualTo(DistributionState.PAUSED);
        assertThat(wireBytes(view)).isEqualTo(before);
        world.orchestrator().resume(view.id());
        DistributionView last = world.finish(view, 60);
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(last.secondsElapsed()).isLessThan(61 + 1.2 * LIMIT);
    }

    @Test
    void pause_leavesTheRoomToOthers() {
        DistributionView first = toAll(Policy.NONE);
        world.agent("h5").hold("demo/other:v1", OTHER);
        DistributionView second = submit("demo/other:v1", "h5", List.of("h2", "h9", "h13"), Policy.NONE);
        world.loop().run(2);
        world.orchestrator().pause(first.id());
        world.loop().run(3);
        assertThat(rate(second)).isGreaterThan(19_000_000);
    }

    @Test
    void pause_outlivesTheController() {
        DistributionView view = toAll(Policy.NONE);
        world.loop().run(3);
        world.orchestrator().pause(view.id());
        world.loop().run(1);
        world.restartController();
        world.loop().run(20);
        assertThat(state(view)).isEqualTo(DistributionState.PAUSED);
        assertThat(world.senders()).isEmpty();
        world.orchestrator().resume(view.id());
        assertThat(world.finish(view, 60).state()).isEqualTo(DistributionState.COMPLETED);
    }

    @Test
    void pause_aTargetAwayMeanwhile_isBackInTimeWhenResumed() {
        DistributionView view = toAll(Policy.NONE);
        world.loop().run(3);
        world.orchestrator().pause(view.id());
        world.kill("h7");
        world.loop().run(40);
        world.orchestrator().resume(view.id());
        world.loop().run(2);
        world.setConnected("h7", true);
        assertThat(world.finish(view, 60).state()).isEqualTo(DistributionState.COMPLETED);
    }

    @Test
    void cancel_whilePaused_ends() {
        DistributionView view = toAll(Policy.NONE);
        world.loop().run(3);
        world.orchestrator().pause(view.id());
        world.loop().run(1);
        world.orchestrator().cancel(view.id());
        assertThat(world.finish(view, 10).state()).isEqualTo(DistributionState.CANCELLED);
        assertThat(world.rules().everything()).isEmpty();
    }

    @Test
    void notBefore_asksNobodyUntilThen_alsoOverARestart() {
        Instant later = world.loop().wallClock().plusSeconds(30);
        DistributionView view = toAll(times(Optional.of(later), Optional.empty()));
        world.loop().run(10);
        world.restartController();
        world.loop().run(19);
        assertThat(state(view)).isEqualTo(DistributionState.SCHEDULED);
        assertThat(world.senders()).isEmpty();
        DistributionView last = world.finish(view, 60);
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(last.secondsElapsed()).isBetween(30.0, 32 + 1.2 * LIMIT);
    }

    @Test
    void notAfter_endsWhatLacksSomethingThen() {
        Instant soon = world.loop().wallClock().plusSeconds(4);
        DistributionView last = world.finish(toAll(times(Optional.empty(), Optional.of(soon))), 60);
        assertThat(last.state()).isEqualTo(DistributionState.FAILED);
        assertThat(last.reason()).contains(FailureReason.OUT_OF_TIME);
        assertThat(last.detail()).contains(soon.toString());
        assertThat(last.secondsElapsed()).isLessThan(5);
        assertThat(world.rules().everything()).isEmpty();
        world.loop().run(1);
        assertThat(world.senders()).isEmpty();
    }

    @Test
    void notAfter_overAlready_isRefusedWithBothTimes() {
        Instant past = world.loop().wallClock().minusSeconds(1);
        assertThatThrownBy(() -> toAll(times(Optional.empty(), Optional.of(past))))
                .hasMessageContaining("notAfter is " + past);
    }
}
