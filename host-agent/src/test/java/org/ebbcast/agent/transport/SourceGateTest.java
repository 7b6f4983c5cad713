package org.ebbcast.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SourceGateTest {
    private static final long SECOND = 1_000_000_000L;

    @Property(tries = 30)
    void gates_ofAllReceivers_letTheLimitThrough(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3_000) int receivers) {
        Random random = new Random(seed);
        int limit = 200;
        int asked = 0;
        long end = 20 * SECOND;
        for (int r = 0; r < receivers; r++) {
            SourceGate gate = new SourceGate(limit, random);
            gate.setReceivers(receivers);
            long now = -SECOND;
            while (now < end - SECOND) {
                if (gate.isOpen(now)) {
                    gate.asked(now);
                    asked++;
                }
                now = Math.max(now + 1, gate.opensNanos());
            }
        }
        assertThat(asked / 20.0).isLessThan(limit);
    }

    @Test
    void gate_ofOneReceiver_isHardlyShut() {
        SourceGate gate = new SourceGate(1000, new Random(1));
        gate.isOpen(5);
        assertThat(gate.opensNanos() - 5).isLessThan(SECOND / 500);
        gate.asked(7);
        assertThat(gate.opensNanos() - 7).isLessThan(SECOND / 500);
    }

    @Test
    void gate_whenAskedOften_doesNotStartAnew() {
        SourceGate gate = new SourceGate(10, new Random(1));
        gate.setReceivers(100);
        gate.isOpen(0);
        long opens = gate.opensNanos();
        gate.isOpen(opens - 1);
        gate.setReceivers(100);
        assertThat(gate.isOpen(opens)).isTrue();
    }
}
