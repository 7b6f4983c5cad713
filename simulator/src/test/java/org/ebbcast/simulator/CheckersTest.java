package org.ebbcast.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.junit.jupiter.api.Test;

/** What the checkers are for, they see. */
final class CheckersTest {
    private final Image image = Image.of("demo/app:v1", 1, 200_000);
    private final Site site = new Site(1, 1, 2, 2, 20_000_000, Map.of());

    private DistributionView distribute() {
        site.declare(image);
        site.host(1).hold(image);
        site.loop().run(2.5);
        var accepted = site.submit(Intent.of(image.name(), List.of(), List.of("all"), false));
        site.loop().run(20);
        return site.orchestrator().distribution(accepted.join().id()).orElseThrow();
    }

    @Test
    void site_inPeace_isRight() {
        assertThat(distribute().state().isOver()).isTrue();
        assertThat(SafetyChecker.wrong(site, List.of(image))).isEmpty();
        assertThat(LivenessChecker.stuck(site, List.of(image))).isEmpty();
    }

    @Test
    void encrypted_amongForgedAndReplayedDatagrams_isRight_andOneThatOpensIsSeen() {
        site.declare(image);
        site.host(1).hold(image);
        site.loop().run(2.5);
        site.wires().forged = 0.2;
        site.wires().replayed = 0.2;
        var accepted = site.submit(
                Intent.of(image.name(), List.of(), List.of("all"), false).withEncryption(true));
        site.loop().run(20);
        DistributionView ended =
                site.orchestrator().distribution(accepted.join().id()).orElseThrow();
        assertThat(ended.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(site.openedDatagrams()).isGreaterThan(3 * 200_000 / 1420);
        assertThat(SafetyChecker.wrong(site, List.of(image))).isEmpty();

        site.opened(site.host(2).id, true);
        assertThat(SafetyChecker.wrong(site, List.of(image))).anyMatch(s -> s.contains("forged datagram"));
    }

    @Test
    void blob_thatRots_isSeen() {
        distribute();
        site.host(2).disk.blobs.get(image.blobs().get(0).digest())[5] ^= 1;
        assertThat(SafetyChecker.wrong(site, List.of(image))).anyMatch(s -> s.contains("h2 keeps wrong bytes"));
    }

    @Test
    void image_thatATargetDoneHasNot_isSeen() {
        distribute();
        site.host(3).disk.blobs.clear();
        assertThat(SafetyChecker.wrong(site, List.of(image))).anyMatch(s -> s.contains("DONE without the image"));
    }

    @Test
    void ruleAndReceiver_leftBehind_areSeen() {
        site.declare(image);
        site.host(1).hold(image);
        site.loop().run(2.5);
        site.submit(Intent.of(image.name(), List.of(), List.of("all"), false));
        site.loop().run(0.05);
        assertThat(SafetyChecker.wrong(site, List.of(image)))
                .anyMatch(s -> s.contains("left in a switch"))
                .anyMatch(s -> s.contains("still sends"))
                .anyMatch(s -> s.contains("still receives"));
    }

    @Test
    void lossOnOneLink_reachesEverybodyBehindIt() {
        site.wires().everywhere = new LinkFaults(0.05, 0, 0, 0, 0);
        DistributionView view = distribute();
        assertThat(view.targets()).anyMatch(t -> t.repairBytes() > 0);
        assertThat(view.state().isOver()).isTrue();
    }

    @Test
    void hostThatNeverComesBack_isStuck() {
        distribute();
        Image other = Image.of("demo/other:v1", 2, 1_000);
        site.declare(other);
        site.host(1).hold(other);
        site.host(4).stall();
        assertThat(LivenessChecker.stuck(site, List.of(other))).anyMatch(s -> s.contains("demo/other:v1"));
    }

    @Test
    void loss_thatReceiversHaveReported_isMetByParityTheNextTime() {
        site.wires().everywhere = new LinkFaults(0.02, 0, 0, 0, 0);
        distribute();
        long before = site.restoredChunks();
        Image next = Image.of("demo/next:v1", 3, 600_000);
        site.declare(next);
        site.host(1).hold(next);
        var accepted = site.submit(Intent.of(next.name(), List.of(), List.of("all"), false));
        site.loop().run(20);
        DistributionView view = site.orchestrator().distribution(accepted.join().id()).orElseThrow();
        assertThat(view.state().isOver()).isTrue();
        // 415 chunks to each of three targets, 4 to 8 % of them lost on the way.
        assertThat(site.restoredChunks() - before).isGreaterThan(30);
        assertThat(view.targets().stream().mapToLong(t -> t.repairBytes()).sum()).isLessThan(60_000);
        assertThat(SafetyChecker.wrong(site, List.of(image, next))).isEmpty();
    }

    @Test
    void parity_whereNothingIsLost_isNotSent() {
        long wire = 0;
        distribute();
        for (long bytes : site.wires().carriedBytes.values()) {
            wire = Math.max(wire, bytes);
        }
        // One copy: 139 datagrams of 66 bytes of headers each.
        assertThat(wire).isEqualTo(200_000 + 139 * 66);
    }
}
