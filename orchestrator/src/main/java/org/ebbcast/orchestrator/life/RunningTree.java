package org.ebbcast.orchestrator.life;

import org.ebbcast.orchestrator.plan.TreeShape;
import org.ebbcast.rules.Cookies;
import org.ebbcast.rules.DistributionTree;

/** A tree from the moment its rules are asked for until they are out. Owned by {@link Trees}. */
final class RunningTree {
    /** Where its rules are. */
    enum State {
        INSTALLING,
        INSTALLED,
        REFUSED,
        REMOVING,
        GONE
    }

    final Distribution distribution;
    final int shipment;
    final DistributionTree tree;
    final TreeShape shape;
    State state = State.INSTALLING;
    boolean removeWhenInstalled;
    long installedNanos;
    long drainUntilNanos;
    boolean draining;
    int removals;
    long removeAgainNanos;

    RunningTree(Distribution distribution, int shipment, DistributionTree tree, TreeShape shape) {
        this.distribution = distribution;
        this.shipment = shipment;
        this.tree = tree;
        this.shape = shape;
    }

    long cookie() {
        return Cookies.cookie(tree.distributionNumber(), tree.treeNumber());
    }

    String group() {
        return tree.groupAddress().toString();
    }
}
