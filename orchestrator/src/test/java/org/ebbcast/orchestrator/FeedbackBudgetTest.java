package org.ebbcast.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.ebbcast.orchestrator.life.FeedbackBudget;
import org.junit.jupiter.api.Test;

final class FeedbackBudgetTest {
    @Test
    void interval_ofSmallGroup_isAQuarterSecond() {
        assertThat(FeedbackBudget.reportMillis(15, 4000, 0)).isEqualTo(250);
        assertThat(FeedbackBudget.reportMillis(500, 4000, 0)).isEqualTo(250);
    }

    @Test
    void interval_ofLargeGroup_growsWithIt() {
        assertThat(FeedbackBudget.reportMillis(1_000_000, 4000, 0)).isEqualTo(500_000);
    }

    @Test
    void shipments_oneAfterTheOther_stayWithinTheLimit() {
        double used = 0;
        for (int shipment = 0; shipment < 9; shipment++) {
            int receivers = 7_000;
            used += receivers * 1000.0 / FeedbackBudget.reportMillis(receivers, 4000, used);
            assertThat(used).isLessThan(4000);
        }
    }

    @Test
    void interval_whenNothingIsLeft_isLongAndNotWrong() {
        assertThat(FeedbackBudget.reportMillis(1_000_000, 4000, 9000)).isEqualTo(1_000_000_000);
    }
}
