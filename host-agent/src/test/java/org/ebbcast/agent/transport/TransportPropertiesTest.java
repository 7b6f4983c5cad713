package org.ebbcast.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.ebbcast.protocol.ChunkRange;

/** Whatever the network does, what is verified is right; and once a source may be asked, everybody completes. */
class TransportPropertiesTest {
    @Provide
    Arbitrary<TransportWorld.Faults> faults() {
        return Combinators.combine(
                        Arbitraries.of(0.0, 0.01, 0.1, 0.5, 1.0),
                        Arbitraries.of(0.0, 0.05, 0.5),
                        Arbitraries.of(0.0, 0.0, 0.02, 0.2),
                        Arbitraries.of(0.0, 0.2),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.of(0L, 3_000_000L, 40_000_000L))
                .as(TransportWorld.Faults::new);
    }

    @Property(tries = 120)
    void receivers_throughAnyFaults_endWithRightContent(
            @ForAll("faults") TransportWorld.Faults faults,
            @ForAll @IntRange(min = 0, max = 4) int parity,
            @ForAll long seed) {
        Content content = Content.of(seed, 100, 8, 9_950, 120, 4_001);
        long chunks = content.layout().chunkCount();
        TransportWorld world = new TransportWorld(content, 4, faults, seed);
        world.stream(1, parity, 1_000_000, new ChunkRange(0, 60), new ChunkRange(90, chunks));
        world.stream(2, parity, 600_000, new ChunkRange(60, 90));
        world.run(40);
        world.restart(2);
        world.run(400);
        world.endOfStream(false);
        world.run(1_500);
        world.endOfStream(true);
        world.run(40_000);
        world.nodes().forEach(node -> {
            node.store.assertRight();
            assertThat(node.failed).as("failure of %s", node.host).isNull();
            assertThat(node.store.isComplete()).as("%s complete", node.host).isTrue();
        });
    }

    @Property(tries = 40)
    void receivers_losingLittle_repairAmongThemselves(@ForAll long seed) {
        Content content = Content.of(seed, 100, 8, 20_000);
        TransportWorld.Faults faults = new TransportWorld.Faults(0.02, 0, 0, 0, 0, 1_000_000);
        TransportWorld world = new TransportWorld(content, 6, faults, seed);
        world.nodes().forEach(node -> node.joinsAtNanos = 0);
        world.stream(1, 0, 2_000_000, new ChunkRange(0, content.layout().chunkCount()));
        world.run(300);
        assertThat(world.isSent()).isTrue();
        world.endOfStream(false);
        world.run(10_000);
        for (int piece = 0; piece < content.layout().pieceCount(); piece++) {
            int each = piece;
            long holders = world.nodes().stream().filter(node -> node.store.isVerified(each)).count();
            assertThat(holders).as("who has piece %s, which somebody or nobody got whole", piece).isIn(0L, 6L);
        }
        world.endOfStream(true);
        world.run(10_000);
        assertThat(world.isComplete()).isTrue();
        world.nodes().forEach(node ->
                assertThat(node.receiver.counters().repairBytes()).isLessThan(8_000));
    }

    @Property(tries = 40)
    void receivers_losingLittleOfAStreamWithParity_hardlyRepair(@ForAll long seed) {
        Content content = Content.of(seed, 100, 64, 64_000);
        TransportWorld.Faults faults = new TransportWorld.Faults(0.02, 0, 0, 0, 0, 1_000_000);
        TransportWorld world = new TransportWorld(content, 6, faults, seed);
        world.nodes().forEach(node -> node.joinsAtNanos = 0);
        world.stream(1, 6, 2_000_000, new ChunkRange(0, content.layout().chunkCount()));
        world.run(700);
        assertThat(world.isSent()).isTrue();
        world.endOfStream(true);
        world.run(10_000);
        assertThat(world.isComplete()).isTrue();
        // Ten blocks of 64 chunks that lose 1.3 each; one in some thousand loses more than six.
        assertThat(world.nodes().stream().mapToLong(n -> n.receiver.counters().repairBytes()).sum())
                .isLessThan(3_000);
        assertThat(world.nodes().stream().mapToLong(n -> n.receiver.counters().restored()).sum()).isGreaterThan(20);
    }
}
