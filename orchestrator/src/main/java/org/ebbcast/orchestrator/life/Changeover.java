package org.ebbcast.orchestrator.life;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ebbcast.protocol.HostId;

/** New trees of a shipment coming up beside the old ones, until the streams change over. Owned by its shipment. */
final class Changeover {
    /** The trees that come. */
    final List<RunningTree> trees;

    /** Streams that go on down a new tree where they stand. */
    final Map<RunningTree, Branch> moves;

    /** Streams that end because other ones take over what they had left. */
    final Set<Branch> replaced;

    /** Receivers that the new trees serve. */
    final Set<HostId> served;

    /** Slow receivers are waited for until then. */
    final long readyByNanos;

    final int generation;

    Changeover(
            List<RunningTree> trees,
            Map<RunningTree, Branch> moves,
            Set<Branch> replaced,
            Set<HostId> served,
            long readyByNanos,
            int generation) {
        this.trees = trees;
        this.moves = moves;
        this.replaced = replaced;
        this.served = served;
        this.readyByNanos = readyByNanos;
        this.generation = generation;
    }
}
