package org.ebbcast.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StreamTrackerTest {
    private final StreamTracker tracker = new StreamTracker();

    @Test
    void gap_isLost_untilItComesLate() {
        tracker.observe(10, 100, 0);
        assertThat(tracker.observe(13, 103, 0)).isEqualTo(100);
        assertThat(tracker.lost()).isEqualTo(2);
        tracker.observe(11, 101, 0);
        assertThat(tracker.lost()).isEqualTo(1);
    }

    @Test
    void repeatedDatagram_countsOnce() {
        tracker.observe(10, 100, 0);
        tracker.observe(12, 102, 0);
        tracker.observe(12, 102, 0);
        tracker.observe(10, 100, 0);
        assertThat(tracker.lost()).isEqualTo(1);
    }

    @Test
    void datagram_sentBeforeTheFirstSeen_countsForNothing() {
        tracker.observe(10, 100, 0);
        tracker.observe(8, 98, 0);
        tracker.observe(9, 99, 0);
        tracker.observe(12, 102, 0);
        assertThat(tracker.lost()).isEqualTo(1);
    }

    @Test
    void unevenChunks_sayNothingOfWhatWasBetween() {
        tracker.observe(10, 100, 0);
        assertThat(tracker.observe(13, 500, 0)).isEqualTo(500);
    }

    @Test
    void sequence_wrapping_isNoLoss() {
        for (int i = 0; i < 100; i++) {
            tracker.observe(Integer.MAX_VALUE - 50 + i, i, 0);
        }
        assertThat(tracker.lost()).isZero();
    }

    @Test
    void forgedSequence_isNotBelieved() {
        tracker.observe(10, 100, 0);
        tracker.observe(10 + (1 << 30), 101, 0);
        tracker.observe(11, 101, 0);
        assertThat(tracker.lost()).isZero();
    }

    @Test
    void sender_startedAnew_isFollowedFromItsSecondDatagramOn() {
        tracker.observe(1_000_000, 100, 0);
        tracker.observe(0, 101, 0);
        tracker.observe(1, 102, 0);
        tracker.observe(3, 104, 0);
        assertThat(tracker.lost()).isEqualTo(1);
    }

    @Property(tries = 200)
    void lost_afterLossAndNearReordering_isWhatNeverCame(@ForAll long seed) {
        Random random = new Random(seed);
        List<Integer> sent = new ArrayList<>();
        Set<Integer> lost = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            boolean inside = i > 0 && i < 499;
            if (inside && random.nextInt(10) == 0) {
                lost.add(i);
            } else {
                sent.add(i);
            }
        }
        for (int i = 1; i + 12 < sent.size(); i += 10) {
            Collections.shuffle(sent.subList(i, i + 10), random);
        }
        StreamTracker fresh = new StreamTracker();
        sent.forEach(sequence -> fresh.observe(sequence - 250, sequence, 0));
        assertThat(fresh.lost()).isEqualTo(lost.size());
    }
}
