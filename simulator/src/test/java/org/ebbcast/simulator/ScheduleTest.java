package org.ebbcast.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random lives of a datacenter break no promise. Replay one with {@code ./ebbcast simulate --seed N}. */
final class ScheduleTest {
    static LongStream seeds() {
        long commit = CommitSeed.ofHead();
        return LongStream.concat(LongStream.rangeClosed(1, 20), LongStream.range(commit, commit + 5));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void life_underRandomFaults_breaksNoPromise(long seed) {
        Schedule.Outcome outcome = Schedule.run(seed);
        assertThat(outcome.wrong())
                .as("replay with ./ebbcast simulate --seed %d\n%s", seed, outcome.story())
                .isEmpty();
    }

    @Test
    void life_ofOneSeedTwice_isTheSame() {
        assertThat(Schedule.run(7).trace()).isEqualTo(Schedule.run(7).trace());
        assertThat(Schedule.run(8).trace()).isNotEqualTo(Schedule.run(7).trace());
    }
}
