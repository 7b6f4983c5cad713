package org.ebbcast.orchestrator.life;

import java.util.List;
import org.ebbcast.orchestrator.plan.ChunkRanges;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.HostId;

/** One stream and the tree it goes down. Owned by its {@link ShipmentRun}. */
final class Branch {
    /** What its sender does. */
    enum State {
        SENDING,
        FINISHED,
        STOPPED
    }

    final int streamId;
    final boolean repair;
    /** 0, or the first of the parity shards that it sends instead of chunks; its ranges count them, each from a block's first chunk on. */
    final int parityFrom;
    RunningTree tree;
    List<ChunkRange> ranges;
    State state = State.SENDING;
    long startedNanos;
    long rateBitsPerSecond;
    long plannedBitsPerSecond;
    double ceilingBitsPerSecond;
    long chunksSent;
    long wireBytes;
    long reportedAtNanos;
    /** All sent; receivers have not said yet what they still lack. */
    boolean settling;
    long finishedNanos;
    /** When it took over from streams on other trees, or went over to another tree itself; 0 if neither. */
    long treeChangedNanos;
    long busySinceNanos;
    /** From when on it may rise: when its rate last changed, or last had no need to. */
    long risesSinceNanos;
    long lossSeenNanos;
    long lossIgnoredUntilNanos = Long.MIN_VALUE / 2;
    double lossAtCut;
    double cutToBitsPerSecond;
    int parityShards;
    /** The highest parity shard that it may have sent. */
    int highestParity;

    Branch(int streamId, RunningTree tree, List<ChunkRange> ranges, boolean repair) {
        this(streamId, tree, ranges, repair, 0);
    }

    Branch(int streamId, RunningTree tree, List<ChunkRange> ranges, boolean repair, int parityFrom) {
        this.parityFrom = parityFrom;
        this.streamId = streamId;
        this.tree = tree;
        this.ranges = ranges;
        this.repair = repair;
        plannedBitsPerSecond = tree.shape.rateBitsPerSecond();
        ceilingBitsPerSecond = Double.POSITIVE_INFINITY;
    }

    HostId root() {
        return tree.shape.root();
    }

    List<HostId> targets() {
        return tree.shape.targets();
    }

    boolean serves(HostId host) {
        return tree.shape.serves(host);
    }

    boolean isSending() {
        return state == State.SENDING;
    }

    /** What the sender had not sent at its last report; of parity alone all or nothing. */
    List<ChunkRange> remaining() {
        return remaining(0);
    }

    /** @param since chunks that it has probably sent since its last report */
    List<ChunkRange> remaining(long since) {
        if (parityFrom > 0) {
            return state == State.FINISHED ? List.of() : ranges;
        }
        return state == State.FINISHED
                ? List.of()
                : ChunkRanges.slice(ranges, Math.min(chunksSent + since, ChunkRanges.count(ranges)), Long.MAX_VALUE);
    }
}
