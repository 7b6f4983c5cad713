package org.ebbcast.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Property(tries = 200)
    void nthDelay_liesInTheUpperHalfOfItsCeiling(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 500) int first,
            @ForAll @IntRange(min = 500, max = 9999) int max) {
        Backoff backoff = new Backoff(Duration.ofMillis(first), Duration.ofMillis(max), seed);
        long ceiling = Duration.ofMillis(first).toNanos();
        for (int n = 0; n < 20; n++) {
            assertThat(backoff.next().toNanos()).isBetween(ceiling / 2, ceiling);
            ceiling = Math.min(2 * ceiling, Duration.ofMillis(max).toNanos());
        }
    }

    @Test
    void delays_ofEqualSeeds_areEqual_ofOthersNot() {
        Backoff a = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(9), 1);
        Backoff same = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(9), 1);
        Backoff other = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(9), 2);
        Duration first = a.next();
        assertThat(first).isEqualTo(same.next()).isNotEqualTo(other.next());
    }

    @Test
    void reset_beginsAnew() {
        Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(9), 1);
        for (int n = 0; n < 10; n++) {
            backoff.next();
        }
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(10));
    }
}
