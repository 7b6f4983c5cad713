package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.plan.ChunkRanges;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.rules.DatapathId;

/** Which chunks are worth being multicast again after a stream. Changes nothing. */
final class LackedChunks {
    private static final int MANY = 3;
    /** Chunks that are little whatever the shipment. */
    private static final int LEAST = 16;
    /** What is little, as a share of the shipment: once, and in all rounds together. */
    private static final double LITTLE = 0.03;

    private static final double LITTLE_IN_ALL = 0.06;
    private static final int LITTLE_ROUNDS = 6;

    private final World world;

    LackedChunks(World world) {
        this.world = world;
    }

    /** Chunks to be sent again, or parity that stands for them. */
    static final class Resend {
        final List<ChunkRange> ranges;
        final long lost;
        final int parityFrom;
        final int highestParity;

        private Resend(List<ChunkRange> ranges, long lost, int parityFrom, int highestParity) {
            this.ranges = ranges;
            this.lost = lost;
            this.parityFrom = parityFrom;
            this.highestParity = highestParity;
        }

        static Resend chunks(List<ChunkRange> ranges) {
            return new Resend(ranges, ChunkRanges.count(ranges), 0, 0);
        }
    }

    /** What any receiver of {@code branch} lacks if that is little, else what many do. */
    Resend toSendAgain(Distribution d, ShipmentRun s, Branch branch) {
        Map<HostId, List<ChunkRange>> missing = new HashMap<>();
        d.lacking(s)
                .filter(r -> branch.serves(r.host) && !r.streamsEnded && !r.relayed)
                .filter(r -> !FeedbackBudget.isSampled(s) || r.reportedNanos - branch.finishedNanos > 0)
                .forEach(r -> missing.put(
                        r.host, ChunkRanges.without(ChunkRanges.normalized(r.missing), coming(s, r.host))));
        return little(s, branch, missing).orElseGet(() -> Resend.chunks(lackedByMany(s, branch, missing)));
    }

    /** What streams that are not over carry to {@code host}. */
    private static List<ChunkRange> coming(ShipmentRun s, HostId host) {
        return ChunkRanges.union(s.serving(host)
                .filter(b -> b.isSending() || b.settling)
                .map(b -> b.parityFrom > 0 ? LackedParity.wholeBlocks(s.layout, b.ranges) : b.ranges)
                .collect(Collectors.toList()));
    }

    /**
     * What any of them lacks, where that is soon sent again: a few datagrams down the tree take a moment, and as many
     * requests, each over links that lose, take seconds. Whoever lacks much by itself, or has not spoken since, is left to its
     * neighbours.
     */
    private Optional<Resend> little(
            ShipmentRun s, Branch branch, Map<HostId, List<ChunkRange>> missing) {
        double most = Math.max(LEAST, LITTLE * s.layout.chunkCount());
        List<List<ChunkRange>> each = missing.entrySet().stream()
                .filter(e -> world.agents.isConnected(e.getKey()))
                .filter(e -> s.receivers.get(e.getKey()).reportedNanos - branch.finishedNanos > 0)
                .map(Map.Entry::getValue)
                .filter(ranges -> ChunkRanges.count(ranges) <= most / 2)
                .collect(Collectors.toList());
        Resend all = cheapest(s, branch, each);
        long count = ChunkRanges.count(all.ranges);
        boolean isLittle = count > 0
                && count <= most
                && repaired(s) + count <= Math.max(LITTLE_ROUNDS * LEAST, LITTLE_IN_ALL * s.layout.chunkCount())
                && s.repairRounds < LITTLE_ROUNDS
                && !FeedbackBudget.isSampled(s);
        return isLittle ? Optional.of(all) : Optional.empty();
    }

    /** Parity that was not sent before, where its sender understands that and it is less than the chunks themselves. */
    private Resend cheapest(ShipmentRun s, Branch branch, List<List<ChunkRange>> each) {
        Resend chunks = Resend.chunks(ChunkRanges.union(each));
        boolean understood = world.agents
                .find(branch.root())
                .map(a -> a.speaks(Limits.PARITY_ALONE_VERSION))
                .orElse(false);
        List<ChunkRange> shards = LackedParity.shards(s.layout, each);
        int from = 1 + s.branches.stream()
                .filter(b -> b.parityFrom == 0 || !Collections.disjoint(firsts(b.ranges), firsts(shards)))
                .mapToInt(b -> b.highestParity)
                .max()
                .orElse(0);
        int highest = from - 1 + (int) LackedParity.most(shards);
        return understood && highest <= ParityBlocks.MAX_SHARDS && ChunkRanges.count(shards) < chunks.lost
                ? new Resend(shards, chunks.lost, from, highest)
                : chunks;
    }

    private static Set<Long> firsts(List<ChunkRange> ranges) {
        return ranges.stream().map(ChunkRange::from).collect(Collectors.toSet());
    }

    private static long repaired(ShipmentRun s) {
        return s.branches.stream().filter(b -> b.repair).mapToLong(b -> ChunkRanges.count(b.ranges)).sum();
    }

    /**
     * Chunks that at least a quarter of the tree's targets lack, and at least three of them; and those that a whole
     * rack lacks, so that nobody there could give them to the others. Of a group too large to hear of
     * everybody, those who have spoken since the stream ended stand for all. What other streams are sending is not
     * lost: it may be yet to come.
     */
    private List<ChunkRange> lackedByMany(ShipmentRun s, Branch branch, Map<HostId, List<ChunkRange>> missing) {
        int heard = FeedbackBudget.isSampled(s) ? missing.size() : branch.targets().size();
        int many = Math.max(MANY, (heard + 3) / 4);
        List<List<ChunkRange>> lacked = new ArrayList<>();
        lacked.add(covered(missing.values(), many));
        racks(branch).forEach(rack -> lacked.add(covered(
                rack.stream().map(h -> missing.getOrDefault(h, List.of())).collect(Collectors.toList()), rack.size())));
        return ChunkRanges.union(lacked);
    }

    private static List<ChunkRange> covered(Collection<List<ChunkRange>> missing, int times) {
        return missing.size() < times ? List.of() : ChunkRanges.covered(missing, times);
    }

    /** The tree's targets by leaf, where there are at least two. */
    private List<Set<HostId>> racks(Branch branch) {
        Map<DatapathId, Set<HostId>> byLeaf = new TreeMap<>();
        branch.targets().forEach(host -> world.fabric
                .leafOf(host)
                .ifPresent(leaf -> byLeaf.computeIfAbsent(leaf, l -> new TreeSet<>()).add(host)));
        return byLeaf.values().stream().filter(rack -> rack.size() > 1).collect(Collectors.toList());
    }
}
