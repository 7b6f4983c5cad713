package org.ebbcast.rules;

/**
 * Moves a distribution from one tree to another without a gap (make before break): the new tree comes up beside the
 * old under an address and slot of its own, then the sender changes the address it sends to, then the old tree goes
 * down. Each datagram travels one tree from end to end, because its address, not the time it is sent at, decides which
 * rules it meets. Immutable.
 */
public final class TreeChange {
    private final RuleStages bringUp;
    private final RuleStages takeDown;

    private TreeChange(RuleStages bringUp, RuleStages takeDown) {
        this.bringUp = bringUp;
        this.takeDown = takeDown;
    }

    /** @throws IllegalArgumentException if the trees share a slot, an address or a cookie */
    public static TreeChange of(RuleCompiler compiler, DistributionTree from, DistributionTree to) {
        if (from.slot() == to.slot()) {
            throw new IllegalArgumentException("both trees have slot " + from.slot());
        }
        if (from.groupAddress().equals(to.groupAddress())) {
            throw new IllegalArgumentException("both trees have group address " + from.groupAddress());
        }
        if (Cookies.cookie(from.distributionNumber(), from.treeNumber())
                == Cookies.cookie(to.distributionNumber(), to.treeNumber())) {
            throw new IllegalArgumentException("both are tree " + from.treeNumber() + " of distribution "
                    + from.distributionNumber());
        }
        return new TreeChange(compiler.install(to), compiler.remove(from));
    }

    /** First: installs the new tree; receivers join its address meanwhile. Then the sender moves. */
    public RuleStages bringUp() {
        return bringUp;
    }

    /** Last, once the sender has moved: removes the old tree. */
    public RuleStages takeDown() {
        return takeDown;
    }
}
