package org.ebbcast.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ReportTimerTest {
    private static final long MILLI = 1_000_000L;
    private static final long LEAST = 250 * MILLI;

    @Test
    void smallGroup_afterReport_mayTellEventsAtOnceAndProgressLater() {
        ReportTimer timer = new ReportTimer(LEAST, new Random(1), -5);
        assertThat(timer.isDue(-5)).isTrue();
        timer.said(-5);
        assertThat(timer.isDue(LEAST - 6)).isFalse();
        assertThat(timer.mayTell(-5)).isTrue();
        assertThat(timer.isDue(LEAST - 5)).isTrue();
    }

    @Test
    void interval_shorterThanTheLeast_isTheLeast() {
        ReportTimer timer = new ReportTimer(LEAST, new Random(1), 0);
        timer.setInterval(1, 0);
        assertThat(timer.isSmallGroup()).isTrue();
    }

    @Property(tries = 200)
    void largeGroup_howeverOftenAsked_saysOneThingAnInterval(
            @ForAll long seed,
            @ForAll @LongRange(min = -4_000_000_000L, max = 4_000_000_000L) long start,
            @ForAll @LongRange(min = 251, max = 5_000) long intervalMillis) {
        ReportTimer timer = new ReportTimer(LEAST, new Random(seed), start);
        timer.setInterval(intervalMillis * MILLI, start);
        Random steps = new Random(seed);
        long now = start;
        int said = 0;
        while (now - start < 20 * intervalMillis * MILLI) {
            if (timer.mayTell(now)) {
                timer.said(now);
                said++;
                assertThat(timer.mayTell(now)).isFalse();
            }
            now += steps.nextLong(intervalMillis * MILLI / 3) + 1;
        }
        assertThat(said).isBetween(19, 21);
    }

    @Test
    void largeGroup_givenTheSameIntervalAgain_keepsItsSlot() {
        ReportTimer timer = new ReportTimer(LEAST, new Random(3), 0);
        timer.setInterval(1000 * MILLI, 0);
        long slot = timer.nextNanos();
        timer.setInterval(1000 * MILLI, 7);
        assertThat(timer.nextNanos()).isEqualTo(slot);
    }
}
