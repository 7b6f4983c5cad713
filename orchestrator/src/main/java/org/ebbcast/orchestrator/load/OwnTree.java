package org.ebbcast.orchestrator.load;

import java.util.HashMap;
import java.util.Map;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.DistributionTree;
import org.ebbcast.rules.DistributionTree.Hop;

/** A tree whose rules are, or were a moment ago, in switches. Owned by its {@link LoadEstimator}. */
final class OwnTree {
    private final Map<DatapathId, Hop> hops = new HashMap<>();
    private final Map<DatapathId, OwnRule> rules = new HashMap<>();
    private double commandedBits;
    private long rateBitsPerSecond;
    private long rateSinceNanos;

    OwnTree(DistributionTree tree, long nowNanos) {
        tree.levels().forEach(level -> level.forEach(hop -> hops.put(hop.datapathId(), hop)));
        rateSinceNanos = nowNanos;
    }

    Map<DatapathId, Hop> hops() {
        return hops;
    }

    Map<DatapathId, OwnRule> rules() {
        return rules;
    }

    void command(long bitsPerSecond, long nowNanos) {
        commandedBits = commandedBits(nowNanos);
        rateBitsPerSecond = bitsPerSecond;
        rateSinceNanos = nowNanos;
    }

    /** Bits that the sender was told to send down this tree by now. */
    double commandedBits(long nowNanos) {
        return commandedBits + rateBitsPerSecond * ((nowNanos - rateSinceNanos) / 1e9);
    }
}
