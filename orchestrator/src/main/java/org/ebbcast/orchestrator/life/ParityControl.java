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
    private static final double HOPELESS = 0.5;
    /** Share of its blocks that a receiver may lack something of, where that is multicast again when the stream has ended. */
    private static final double OPEN_BLOCKS = 0.4;
    /** The same where everybody fetches what it lacks. */
    private static final double OPEN_BLOCKS_OF_LARGE_GROUP = 0.15;

    private ParityControl() {}

    /** Sets the stream's parity; says whether it changed. */
    static boolean adjust(World world, Branch b) {
        boolean large = b.tree
                .distribution
                .shipment(b.tree.shipment)
                .map(FeedbackBudget::isSampled)
                .orElse(false);
        int shards = b.repair ? 0 : shards(loss(world, b), large ? OPEN_BLOCKS_OF_LARGE_GROUP : OPEN_BLOCKS);
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

    /**
     * The fewest shards r, at least one, with which at most {@code open} of the blocks lose more than they have shards: P(X > r)
     * of X binomial with 64 + r datagrams, each lost with {@code loss}.
     */
    static int shards(double loss, double open) {
        if (loss < NOTABLE) {
            return 0;
        }
        int shards = loss < HOPELESS ? 1 : ParityBlocks.MAX_SHARDS;
        while (shards < ParityBlocks.MAX_SHARDS && openBlocks(loss, shards) > open) {
            shards++;
        }
        return shards;
    }

    /** P(X > r) = 1 - sum over k to r of (n over k) p^k (1 - p)^(n - k). */
    private static double openBlocks(double loss, int shards) {
        int n = ParityBlocks.CHUNKS + shards;
        double exactly = Math.pow(1 - loss, n);
        double whole = exactly;
        for (int k = 1; k <= shards; k++) {
            exactly *= (n - k + 1.0) / k * loss / (1 - loss);
            whole += exactly;
        }
        return 1 - whole;
    }
}
