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

    /** Of those, the ones that no stream reaches until then. */
    final Set<HostId> cutOff;

    final long beganNanos;

    /** Slow receivers are waited for until then. */
    final long readyByNanos;

    final int generation;

    Changeover(
            List<RunningTree> trees,
            Map<RunningTree, Branch> moves,
            Set<Branch> replaced,
            Set<HostId> served,
            Set<HostId> cutOff,
            long beganNanos,
            long readyByNanos,
            int generation) {
        this.trees = trees;
        this.moves = moves;
        this.replaced = replaced;
        this.served = served;
        this.cutOff = cutOff;
        this.beganNanos = beganNanos;
        this.readyByNanos = readyByNanos;
        this.generation = generation;
    }
}
