package org.ebbcast.orchestrator.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.LinkView;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;
import org.junit.jupiter.api.Test;

/** Foreground that comes and goes while an image is distributed: who yields, how soon, and who does not have to. */
final class YieldTest {
    private static final List<BlobDescriptor> APP = SimWorld.image("app", 2_000, 20_000_000);
    private static final long BUSY = 18_000_000;
    private static final PortDirection TO_H7 = PortDirection.sentFrom(SimFabric.at(2, 3));

    private SimWorld world = SimWorld.lab(23);

    private DistributionView start() {
        world.agent("h1").hold("demo/app:v1", APP);
        return world.submit(Intent.of("demo/app:v1", List.of(HostId.of("h1")), List.of("all"), false));
    }

    private DistributionView now(DistributionView view) {
        return world.latest(view).orElseThrow();
    }

    private static double lastOfTheOthers(DistributionView view) {
        assertThat(view.state()).isEqualTo(DistributionState.COMPLETED);
        return view.targets().stream()
                .filter(t -> !t.host().equals(HostId.of("h7")))
                .mapToDouble(t -> t.secondsToVerified().orElseThrow())
                .max()
                .orElseThrow();
    }

    private static String events(DistributionView view) {
        return view.events().stream()
                .map(e -> String.format("%n%8.3f %s", e.seconds(), e.text()))
                .collect(Collectors.joining());
    }

    private static double quiet() {
        YieldTest alone = new YieldTest();
        return lastOfTheOthers(alone.world.finish(alone.start(), 60));
    }

    private long rateTo(DistributionView view, String host) {
        return now(view).trees().stream()
                .filter(t -> t.targets().contains(HostId.of(host)))
                .mapToLong(t -> t.rateBitsPerSecond())
                .sum();
    }

    private void load(DatapathId spine, long bitsPerSecond) {
        for (ConnectPoint port : world.fabric().fabricPorts()) {
            if (port.datapathId().equals(spine)) {
                world.fabric().setForeground(PortDirection.sentFrom(port), bitsPerSecond);
            }
        }
    }

    private DatapathId spineOf(DistributionView view) {
        return now(view).trees().get(0).links().stream()
                .map(LinkView::from)
                .flatMap(n -> n.datapathId().stream())
                .filter(d -> d.value() > 100)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneReceiver_behindABusyLinkFromTheStart_delaysNobody() {
        world.fabric().setForeground(TO_H7, BUSY);
        world.loop().run(3);
        DistributionView view = start();
        world.loop().run(1);
        assertThat(rateTo(view, "h7")).isLessThan(2_000_000);
        assertThat(lastOfTheOthers(world.finish(view, 200))).isLessThan(1.05 * quiet());
    }

    @Test
    void oneReceiver_whoseLinkGetsBusy_isSplitOffAndDelaysNobody() {
        DistributionView view = start();
        world.loop().run(2.5);
        world.fabric().setForeground(TO_H7, BUSY);
        world.loop().run(2);
        assertThat(rateTo(view, "h7")).isLessThan(2_000_000);
        DistributionView last = world.finish(view, 200);
        assertThat(lastOfTheOthers(last)).as(events(last)).isLessThan(1.05 * quiet());
        assertThat(last.events()).anyMatch(e -> e.text().contains("h7"));
    }

    @Test
    void load_thatComesOntoTheTreesSpine_isAvoidedAtNineTenthsWithinThreeSeconds() {
        DistributionView view = start();
        world.loop().run(2);
        load(spineOf(view), 16_000_000);
        world.loop().run(3);
        assertThat(rateTo(view, "h16")).as(events(now(view))).isGreaterThan((long) (0.9 * 19_400_000));
        assertThat(world.finish(view, 60).state()).isEqualTo(DistributionState.COMPLETED);
    }

    /** Every switch says that all its ports have the queue; hosts are said to have it. */
    private static YieldTest queued() {
        YieldTest test = new YieldTest();
        test.world = new SimWorld(29, 2, 4, 4, 20_000_000, Map.of("uplink-queue", "true"));
        test.world.loop().run(3);
        Set<PortNumber> all = LongStream.range(1, 200).mapToObj(PortNumber::of).collect(Collectors.toSet());
        test.world.fabric().switches().forEach(s -> test.world.fabric().setQueues(s, all));
        return test;
    }

    @Test
    void queuesEverywhere_useAllButOneHundredth() {
        YieldTest test = queued();
        DistributionView view = test.start();
        test.world.loop().run(2);
        assertThat(test.rateTo(view, "h16")).isBetween(19_700_000L, 19_800_000L);
    }

    @Test
    void queuesEverywhere_burstsOfAThird_areAveragedOver() {
        YieldTest test = queued();
        List<PortDirection> ways = List.of(
                PortDirection.sentFrom(SimFabric.at(101, 4)), PortDirection.sentFrom(SimFabric.at(102, 4)));
        long sum = 0;
        DistributionView view = test.start();
        for (int i = 0; i < 40; i++) {
            long burst = i % 3 == 0 ? 12_000_000 : 0;
            ways.forEach(way -> test.world.fabric().setForeground(way, burst));
            test.world.loop().run(0.25);
            sum += i < 20 ? 0 : test.rateTo(view, "h16");
        }
        assertThat(sum / 20).as("mean rate").isBetween(13_000_000L, 17_000_000L);
    }

    @Test
    void reportsOfLoss_withoutStatistics_cutTheRate() {
        YieldTest test = queued();
        DistributionView view = test.start();
        test.world.loop().run(3);
        test.world.fabric().setPolling(false);
        test.world.fabric().setForeground(PortDirection.receivedAt(SimFabric.at(1, 1)), 15_000_000);
        test.world.loop().run(1);
        assertThat(test.rateTo(view, "h16")).as(events(test.now(view))).isBetween(4_000_000L, 9_000_000L);
    }

    @Test
    void reportsOfLoss_onTheNewTreeToo_cutAgain() {
        YieldTest test = queued();
        DistributionView view = test.start();
        test.world.loop().run(3);
        test.world.fabric().setPolling(false);
        test.load(DatapathId.of(101), 15_000_000);
        test.load(DatapathId.of(102), 15_000_000);
        test.world.loop().run(1.2);
        assertThat(test.rateTo(view, "h16")).as(events(test.now(view))).isBetween(3_000_000L, 12_000_000L);
    }

    @Test
    void twoDistributions_shareFairlyAndUseNearlyAll() {
        YieldTest test = queued();
        test.world.agent("h5").hold("demo/other:v1", SimWorld.image("other", 20_000_000));
        DistributionView one = test.start();
        DistributionView two = test.world.submit(
                Intent.of("demo/other:v1", List.of(HostId.of("h5")), List.of("all"), false));
        test.world.loop().run(3);
        long first = test.rateTo(one, "h16");
        long second = test.rateTo(two, "h16");
        assertThat(first + second).isGreaterThan((long) (0.9 * 20_000_000));
        assertThat((double) first / (first + second)).isBetween(0.45, 0.55);
    }

    @Test
    void twoTrees_shareTheContent_nothingIsSentTwice() {
        load(DatapathId.of(101), 12_000_000);
        load(DatapathId.of(102), 8_000_000);
        world.loop().run(3);
        DistributionView view = start();
        world.loop().run(1);
        assertThat(now(view).trees()).hasSize(2);
        DistributionView last = world.finish(view, 60);
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(last.events()).as(events(last)).noneMatch(e -> e.text().contains("were lost"));
    }

    @Test
    void onOffBursts_onTheTree_doNotMakePlansFlap() {
        DistributionView view = start();
        world.loop().run(1);
        for (int i = 0; i < 12 && !now(view).state().isOver(); i++) {
            load(DatapathId.of(101), i % 2 == 0 ? 16_000_000 : 0);
            load(DatapathId.of(102), i % 2 == 0 ? 16_000_000 : 0);
            world.loop().run(0.7);
        }
        load(DatapathId.of(101), 0);
        load(DatapathId.of(102), 0);
        DistributionView last = world.finish(view, 60);
        assertThat(last.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(last.events().stream().filter(e -> e.text().contains("changed over"))).hasSizeLessThan(4);
    }
}
