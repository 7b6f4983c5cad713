package org.ebbcast.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long BURST = 2_000_000L;
    private static final int WIRE = 1514;

    @Test
    void deadline_atTwentyMegabits_advancesByTheTimeOnTheWire() {
        Pacer pacer = new Pacer(BURST, 20_000_000, 1000);
        pacer.sent(WIRE, 1000);
        assertThat(pacer.deadlineNanos()).isEqualTo(1000 + 605_600);
    }

    @Test
    void deadline_atOddRate_keepsTheRemainder() {
        long rate = 7_000_003;
        Pacer pacer = new Pacer(BURST, rate, 0);
        for (int i = 0; i < 100_000; i++) {
            pacer.sent(WIRE, pacer.deadlineNanos());
        }
        double exact = 100_000.0 * WIRE * 8 * 1e9 / rate;
        assertThat((double) pacer.deadlineNanos()).isCloseTo(exact, org.assertj.core.data.Offset.offset(2.0));
    }

    @Test
    void rate_raisedWhileWaiting_shortensTheWait() {
        Pacer pacer = new Pacer(BURST, 1_000_000, 0);
        pacer.sent(1250, 0);
        pacer.setRate(10_000_000, 5_000_000);
        assertThat(pacer.deadlineNanos()).isEqualTo(5_500_000);
    }

    @Test
    void rate_zeroThenResumed_catchesUpWithNoMoreThanTheBurst() {
        Pacer pacer = new Pacer(BURST, 1_000_000, 0);
        pacer.sent(1250, 0);
        pacer.setRate(0, 1_000_000);
        assertThat(pacer.isStopped()).isTrue();
        long later = 60_000_000_000L;
        pacer.setRate(1_000_000, later);
        int sent = 0;
        while (pacer.deadlineNanos() <= later) {
            pacer.sent(125, later);
            sent++;
        }
        assertThat(sent).as("1 ms each, 8 ms of burst").isBetween(8, 9);
    }

    @Property(tries = 200)
    void bytesSent_withLateWakeUps_neverExceedRateAndBurst(
            @ForAll @LongRange(min = 10_000, max = 10_000_000_000L) long rate,
            @ForAll @IntRange(min = 1, max = 10_000_000) int nap) {
        Pacer pacer = new Pacer(BURST, rate, 0);
        long sent = 0;
        long now = 0;
        for (int wake = 0; wake < 200; wake++) {
            now += nap;
            for (int i = 0; i < 500 && pacer.deadlineNanos() <= now; i++) {
                pacer.sent(WIRE, now);
                sent += WIRE;
            }
            double burst = Math.max(BURST, Math.min(4 * BURST, 48 * 8192 * 1e9 / rate));
            double most = (now + burst) * rate / 8e9 + WIRE;
            assertThat((double) sent).isLessThanOrEqualTo(most);
        }
    }
}
