package org.ebbcast.orchestrator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ebbcast.orchestrator.port.PortSample;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.Cookies;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.DistributionTree;
import org.ebbcast.rules.DistributionTree.Hop;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PortNumber;
import org.junit.jupiter.api.Test;

final class LoadEstimatorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final DatapathId SWITCH = DatapathId.of(1);
    private static final ConnectPoint IN = ConnectPoint.of(SWITCH, PortNumber.of(1));
    private static final ConnectPoint OUT = ConnectPoint.of(SWITCH, PortNumber.of(2));
    private static final PortDirection SENT = PortDirection.sentFrom(OUT);
    private static final PortDirection RECEIVED = PortDirection.receivedAt(IN);
    private static final long COOKIE = Cookies.cookie(1, 0);

    private final LoadEstimator load = new LoadEstimator(
            2, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(3));
    private long now;
    private long sentBytes;
    private long queueBytes;
    private long ruleBytes;

    private static DistributionTree tree() {
        Hop hop = Hop.of(SWITCH, IN.port(), List.of(OUT.port()));
        return DistributionTree.of(1, 0, 0, Ipv4Address.parse("239.192.0.0"), List.of(List.of(hop)));
    }

    private void read(RuleSample... rules) {
        load.read(SWITCH, List.of(PortSample.of(OUT, sentBytes, 0, now), PortSample.of(IN, 0, sentBytes, now)),
                List.of(rules), where -> 20_000_000, now);
    }

    /** One second passes in which this much is sent; then the switch is read. */
    private void second(long bitsPerSecond, RuleSample... rules) {
        now += SECOND;
        sentBytes += bitsPerSecond / 8;
        read(rules);
    }

    private double foreground() {
        return load.fresh(SENT, now).orElseThrow().foregroundBitsPerSecond();
    }

    @Test
    void load_firstSample_isUnknown() {
        read();
        assertThat(load.fresh(SENT, now)).isEmpty();
        second(8_000_000);
        assertThat(foreground()).isEqualTo(8_000_000);
    }

    @Test
    void load_burst_countsAtOnceAndEbbAfterItLasted() {
        read();
        second(1_000_000);
        second(9_000_000);
        assertThat(foreground()).isEqualTo(9_000_000);
        second(1_000_000);
        assertThat(foreground()).isEqualTo(9_000_000);
        second(1_000_000);
        assertThat(foreground()).isEqualTo(1_000_000);
    }

    @Test
    void load_ebb_isBelievedOnlyAfterTheSameTimeWhenReadMoreOften() {
        read();
        second(9_000_000);
        for (int i = 0; i < 5; i++) {
            now += SECOND / 4;
            read();
            assertThat(foreground()).isEqualTo(9_000_000);
        }
        now += SECOND / 4;
        read();
        assertThat(foreground()).isZero();
    }

    @Test
    void load_whatHostsFetchFromEachOther_isOwnUpToThatMuch() {
        read();
        load.fetched(List.of(SENT), 3_000_000, now + SECOND / 2);
        second(2_900_000);
        assertThat(load.fresh(SENT, now).orElseThrow().ownBitsPerSecond()).isEqualTo(2_900_000);
        assertThat(foreground()).isZero();
        second(8_000_000);
        assertThat(foreground()).isEqualTo(5_000_000);
        second(8_000_000);
        assertThat(foreground()).isEqualTo(8_000_000);
    }

    @Test
    void load_interruptedPort_forgetsAndSkipsTheWindow() {
        read();
        second(19_000_000);
        load.interrupted(OUT);
        assertThat(load.fresh(SENT, now)).isEmpty();
        second(6_000_000);
        assertThat(load.fresh(SENT, now)).isEmpty();
        second(1_000_000);
        assertThat(foreground()).isEqualTo(1_000_000);
    }

    @Test
    void load_afterThreeIntervalsWithoutSample_isUnknown() {
        read();
        second(1_000_000);
        now += 3 * SECOND;
        assertThat(load.fresh(SENT, now)).isPresent();
        now += 1;
        assertThat(load.fresh(SENT, now)).isEmpty();
        assertThat(load.last(SENT, now)).isPresent();
    }

    @Test
    void load_counterReset_isNoSample() {
        read();
        second(8_000_000);
        now += SECOND;
        sentBytes = 10;
        read();
        assertThat(foreground()).isEqualTo(8_000_000);
        assertThat(load.fresh(SENT, now).orElseThrow().ageNanos()).isEqualTo(SECOND);
        second(2_000_000);
        assertThat(load.fresh(SENT, now).orElseThrow().measuredBitsPerSecond()).isEqualTo(2_000_000);
    }

    @Test
    void load_sameDurationTwice_isNoSample() {
        read();
        second(8_000_000);
        long before = now;
        now += SECOND;
        load.read(SWITCH, List.of(PortSample.of(OUT, sentBytes + 5, 0, before)), List.of(), where -> 20_000_000, now);
        assertThat(load.fresh(SENT, now).orElseThrow().measuredBitsPerSecond()).isEqualTo(8_000_000);
    }

    @Test
    void load_switchClockBackwards_isNoSample() {
        read();
        second(8_000_000);
        PortSample back = PortSample.of(OUT, sentBytes + 50_000_000, 0, 5);
        load.read(SWITCH, List.of(back), List.of(), where -> 20_000_000, now + SECOND);
        assertThat(foreground()).isEqualTo(8_000_000);
    }

    @Test
    void foreground_ownTrafficWithCounterInStep_isSubtractedInBothDirections() {
        read();
        second(1_000_000);
        load.treeComes(COOKIE, tree(), now);
        load.commanded(COOKIE, 10_000_000, now);
        for (int i = 1; i <= 5; i++) {
            ruleBytes += 10_000_000 / 8;
            second(11_000_000, RuleSample.of(SWITCH, COOKIE, ruleBytes, i * SECOND));
        }
        assertThat(foreground()).isCloseTo(1_000_000, within(1.0));
        assertThat(load.fresh(RECEIVED, now).orElseThrow().ownBitsPerSecond()).isCloseTo(10e6, within(1.0));
    }

    @Test
    void foreground_flowCounterLagsByHalfASecond_isStillNothing() {
        read();
        second(0);
        load.treeComes(COOKIE, tree(), now);
        load.commanded(COOKIE, 10_000_000, now);
        long[] lagMillis = {500, 100, 400, 0, 500, 300, 500};
        for (int i = 1; i <= lagMillis.length; i++) {
            ruleBytes = (long) (10_000_000 / 8 * (i - lagMillis[i - 1] / 1e3));
            second(10_000_000, RuleSample.of(SWITCH, COOKIE, ruleBytes, i * SECOND));
            assertThat(foreground()).as("second " + i).isLessThan(100_000);
        }
    }

    @Test
    void foreground_senderSlowerThanTold_isFoundOutAfterTheLag() {
        read();
        second(0);
        load.treeComes(COOKIE, tree(), now);
        load.commanded(COOKIE, 10_000_000, now);
        for (int i = 1; i <= 6; i++) {
            ruleBytes += 5_000_000 / 8;
            second(15_000_000, RuleSample.of(SWITCH, COOKIE, ruleBytes, i * SECOND));
        }
        assertThat(foreground()).isCloseTo(10_000_000, within(10.0));
    }

    @Test
    void foreground_windowInWhichATreeWent_isNoSample() {
        read();
        second(1_000_000);
        load.treeComes(COOKIE, tree(), now);
        load.commanded(COOKIE, 10_000_000, now);
        ruleBytes += 10_000_000 / 8;
        second(11_000_000, RuleSample.of(SWITCH, COOKIE, ruleBytes, SECOND));
        load.commanded(COOKIE, 0, now + SECOND / 2);
        load.treeGone(COOKIE);
        second(6_000_000);
        assertThat(foreground()).isCloseTo(1_000_000, within(1.0));
        second(1_000_000);
        assertThat(foreground()).isCloseTo(1_000_000, within(1.0));
    }

    @Test
    void foreground_reinstalledRuleStartsFromZero_isNotMistaken() {
        read();
        second(0);
        load.treeComes(COOKIE, tree(), now);
        load.commanded(COOKIE, 8_000_000, now);
        ruleBytes = 1_000_000;
        second(8_000_000, RuleSample.of(SWITCH, COOKIE, ruleBytes, SECOND));
        second(8_000_000, RuleSample.of(SWITCH, COOKIE, 900_000, SECOND / 2));
        second(8_000_000, RuleSample.of(SWITCH, COOKIE, 1_900_000, SECOND * 3 / 2));
        assertThat(foreground()).isLessThan(1_000_000);
    }

    @Test
    void foreground_smallExcessOfOneWindow_isJitter() {
        read();
        second(0);
        load.treeComes(COOKIE, tree(), now);
        load.commanded(COOKIE, 10_000_000, now);
        long[] measured = {10_000_000, 10_400_000, 9_600_000, 10_300_000, 9_700_000};
        for (int i = 0; i < measured.length; i++) {
            ruleBytes += 10_000_000 / 8;
            second(measured[i], RuleSample.of(SWITCH, COOKIE, ruleBytes, (i + 1) * SECOND));
            assertThat(foreground()).isLessThan(1.0);
        }
        for (int i = 0; i < 2; i++) {
            ruleBytes += 10_000_000 / 8;
            second(10_500_000, RuleSample.of(SWITCH, COOKIE, ruleBytes, (i + 6) * SECOND));
        }
        assertThat(foreground()).isCloseTo(500_000, within(1.0));
    }

    @Test
    void foreground_fullPortDropsOurs_isWhatWasMeasuredLessWhatGotThrough() {
        read();
        second(0);
        load.treeComes(COOKIE, tree(), now);
        load.commanded(COOKIE, 10_000_000, now);
        load.lossBehind(Map.of(COOKIE, Map.of(SENT, 0.6, RECEIVED, 0.0)));
        for (int i = 1; i <= 3; i++) {
            ruleBytes += 10_000_000 / 8;
            second(20_000_000, RuleSample.of(SWITCH, COOKIE, ruleBytes, i * SECOND));
        }
        assertThat(foreground()).isCloseTo(16_000_000, within(1.0));
    }

    /** A second in which the port sends this much, of which its queue of image data that. */
    private void queuedSecond(long bitsPerSecond, long queueBitsPerSecond) {
        now += SECOND;
        sentBytes += bitsPerSecond / 8;
        queueBytes += queueBitsPerSecond / 8;
        ruleBytes += 8_000_000 / 8;
        RuleSample rule = RuleSample.of(SWITCH, COOKIE, ruleBytes, now);
        load.read(SWITCH, List.of(PortSample.of(OUT, sentBytes, 0, now).withQueueBytes(queueBytes)), List.of(rule),
                where -> 20_000_000, now);
    }

    @Test
    void queueCounter_whereItCounts_isOwnLoadExactly() {
        load.treeComes(COOKIE, tree(), now);
        load.commanded(COOKIE, 8_000_000, now);
        queuedSecond(0, 0);
        for (int i = 0; i < 5; i++) {
            queuedSecond(11_000_000, 7_000_000);
        }
        assertThat(load.isQueueInVain(SENT)).isFalse();
        assertThat(load.fresh(SENT, now).orElseThrow().averageForegroundBitsPerSecond())
                .isCloseTo(4_000_000, within(1.0));
    }

    @Test
    void queueCounter_standingStillWhileRulesCount_isInVain() {
        load.treeComes(COOKIE, tree(), now);
        load.commanded(COOKIE, 8_000_000, now);
        queuedSecond(0, 0);
        queuedSecond(11_000_000, 0);
        assertThat(load.isQueueInVain(SENT)).as("the first datagram may have come late").isFalse();
        queuedSecond(11_000_000, 0);
        assertThat(load.isQueueInVain(SENT)).isTrue();
        assertThat(foreground()).as("flow counters say what is own").isCloseTo(3_000_000, within(1.0));
        queuedSecond(11_000_000, 8_000_000);
        assertThat(load.isQueueInVain(SENT)).isFalse();
    }

    @Test
    void idle_chatterBelowTheHeadroom_isCovered() {
        LinkLoad chatter = LinkLoad.of(150_000, 0, 150_000, 150_000, 0);
        assertThat(IdleBandwidth.bitsPerSecond(20_000_000, 0.03, Optional.of(chatter)))
                .isEqualTo(19_400_000);
        LinkLoad busy = LinkLoad.of(10e6, 0, 10e6, 5e6, 0);
        assertThat(IdleBandwidth.bitsPerSecond(20_000_000, 0.03, Optional.of(busy))).isEqualTo(9_700_000);
        assertThat(IdleBandwidth.bitsPerSecond(20_000_000, 0.03, Optional.empty())).isZero();
        assertThat(IdleBandwidth.behindQueue(20_000_000, 0.01, Optional.of(busy))).isEqualTo(14_850_000);
    }
}
