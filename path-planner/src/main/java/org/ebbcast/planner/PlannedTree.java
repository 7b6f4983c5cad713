package org.ebbcast.planner;

/**
 * One distribution tree of a plan: an arborescence from a holder, the rate it is paced at, whom it serves and which
 * part of the shipment goes down it. Immutable.
 */
public final class PlannedTree {
    private final int root;
    private final int[] arcs;
    private final int[] targets;
    private final long rateBitsPerSecond;
    private final double shareFrom;
    private final double shareTo;

    private PlannedTree(
            int root, int[] arcs, int[] targets, long rateBitsPerSecond, double shareFrom, double shareTo) {
        this.root = root;
        this.arcs = arcs;
        this.targets = targets;
        this.rateBitsPerSecond = rateBitsPerSecond;
        this.shareFrom = shareFrom;
        this.shareTo = shareTo;
    }

    /**
     * @param arcs every arc once, each after the arc that reaches its tail; copied
     * @param targets vertices served, ascending; copied
     * @param rateBitsPerSecond wire rate, at least 1
     * @param shareFrom start of the part of the shipment that this tree carries, in 0..1
     * @param shareTo end of it, in shareFrom..1; trees with the same targets have adjoining shares
     */
    public static PlannedTree of(
            int root, int[] arcs, int[] targets, long rateBitsPerSecond, double shareFrom, double shareTo) {
        if (rateBitsPerSecond < 1) {
            throw new IllegalArgumentException("rate is " + rateBitsPerSecond + " bit/s");
        }
        if (!(0 <= shareFrom && shareFrom <= shareTo && shareTo <= 1)) {
            throw new IllegalArgumentException("share is " + shareFrom + ".." + shareTo);
        }
        return new PlannedTree(root, arcs.clone(), targets.clone(), rateBitsPerSecond, shareFrom, shareTo);
    }

    /** The holder that sends. */
    public int root() {
        return root;
    }

    /** Arc ids, each after the arc that reaches its tail; a copy. */
    public int[] arcs() {
        return arcs.clone();
    }

    /** Vertices served, ascending; a copy. */
    public int[] targets() {
        return targets.clone();
    }

    /** Wire rate at which the root sends, bits per second, Ethernet headers counted. */
    public long rateBitsPerSecond() {
        return rateBitsPerSecond;
    }

    /** Start of the part of the shipment this tree carries, as a fraction of its bytes. */
    public double shareFrom() {
        return shareFrom;
    }

    /** End of the part of the shipment this tree carries, as a fraction of its bytes. */
    public double shareTo() {
        return shareTo;
    }
}
