package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.ebbcast.protocol.ParityBlocks;

/** How much parity a stream carries for the loss that its receivers report; none where nothing is lost. Stateless. */
final class ParityControl {
    /** What a receiver lost last is what it is expected to lose, until it says otherwise. */
    private static final Duration MEMORY = Duration.ofSeconds(60);
    /** Receivers that lose more than all but a tenth are left to repair: parity costs everybody. */
    private static final int LEFT_OUT = 10;
    /** Below this a handful of repairs costs less than parity for everybody. */
    private static final double NOTABLE = 0.002;
    /** Share of a loss that is still reckoned with when the next reports show less. */
    private static final double KEPT = 0.7;

    private ParityControl() {}

    /** Sets the stream's parity; says whether it changed. */
    static boolean adjust(World world, Branch b) {
        b.parityLoss = Math.max(loss(world, b), KEPT * b.parityLoss);
        int shards = b.repair ? 0 : shards(b.parityLoss);
        boolean changed = shards != b.parityShards && b.isSending();
        b.parityShards = shards;
        b.highestParity = Math.max(b.highestParity, shards);
        return changed;
    }

    private static double loss(World world, Branch b) {
        List<Double> losses = b.targets().stream()
                .flatMap(host -> world.agents.find(host).stream())
                .filter(agent -> agent.lossNanos != 0 && !world.passed(agent.lossNanos, MEMORY))
                .map(agent -> agent.lossFraction)
                .sorted(Comparator.reverseOrder())
                .collect(Collectors.toList());
        return losses.isEmpty() ? 0 : losses.get(losses.size() / LEFT_OUT);
    }

    /** What a block loses on average, and one more. */
    static int shards(double loss) {
        return loss < NOTABLE
                ? 0
                : (int) Math.min(ParityBlocks.MAX_SHARDS, Math.round(loss * ParityBlocks.CHUNKS) + 1);
    }
}
