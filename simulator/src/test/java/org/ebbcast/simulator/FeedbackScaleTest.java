package org.ebbcast.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the number of receivers and whatever they lost, feedback stays within its bounds, and ends. */
final class FeedbackScaleTest {
    @ParameterizedTest
    @CsvSource({
        "10, 4000", "10, 100", "499, 4000", "501, 4000", "1999, 4000", "20000, 4000", "20000, 500",
    })
    void feedback_ofAnyNumber_staysWithinTheLimit(int receivers, int limit) {
        for (FeedbackScale.Loss loss : FeedbackScale.Loss.values()) {
            FeedbackScale.Result result = FeedbackScale.run(receivers, loss, limit, 1);
            assertThat(result.controllerPerSecond()).as("%s", result).isLessThanOrEqualTo(limit);
            assertThat(result.sourcePerSecond()).as("%s", result).isLessThanOrEqualTo(1000);
        }
    }

    @ParameterizedTest
    @CsvSource({"10", "20000"})
    void source_whenEveryRackHelpsItself_isHardlyAsked(int receivers) {
        FeedbackScale.Result result = FeedbackScale.run(receivers, FeedbackScale.Loss.INDEPENDENT, 4000, 1);
        assertThat(result.sourceRequests()).as("%s", result).isLessThan(10);
    }
}
