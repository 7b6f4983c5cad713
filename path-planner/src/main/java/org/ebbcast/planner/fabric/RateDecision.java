package org.ebbcast.planner.fabric;

/**
 * A node of {@link RateSearch}: one more decision about which bin of a switch a rate goes into, and all decisions
 * before it. At each switch the rates are placed in order. Immutable.
 */
final class RateDecision implements Comparable<RateDecision> {
    final RateDecision parent;
    final int at;
    final int rate;
    final int bin;
    /** No rates that keep to the decisions have a greater sum. */
    final double bound;

    private final int depth;
    private final int number;

    private RateDecision(RateDecision parent, int at, int rate, int bin, double bound, int number) {
        this.parent = parent;
        this.at = at;
        this.rate = rate;
        this.bin = bin;
        this.bound = bound;
        this.number = number;
        depth = parent.depth + 1;
    }

    private RateDecision(double bound) {
        this.parent = this;
        this.at = -1;
        this.rate = -1;
        this.bin = -1;
        this.bound = bound;
        this.number = 0;
        depth = 0;
    }

    /** Nothing decided. */
    static RateDecision root(double bound) {
        return new RateDecision(bound);
    }

    /** These decisions and one more. */
    RateDecision then(int v, int nextRate, int intoBin, double newBound, int newNumber) {
        return new RateDecision(this, v, nextRate, intoBin, newBound, newNumber);
    }

    /** Whether nothing is decided yet. */
    boolean isRoot() {
        return parent == this;
    }

    /** The rates placed in {@code wantedBin} of switch {@code v}, a bit each. */
    int ratesIn(int v, int wantedBin) {
        int set = 0;
        for (RateDecision d = this; !d.isRoot(); d = d.parent) {
            set |= d.at == v && d.bin == wantedBin ? 1 << d.rate : 0;
        }
        return set;
    }

    /** How many rates are placed at switch {@code v}. */
    int placedAt(int v) {
        int placed = 0;
        for (RateDecision d = this; !d.isRoot(); d = d.parent) {
            placed += d.at == v ? 1 : 0;
        }
        return placed;
    }

    /** Greatest bound first, then the deeper, then the earlier. */
    @Override
    public int compareTo(RateDecision other) {
        int byBound = Double.compare(other.bound, bound);
        return byBound != 0 ? byBound : depth != other.depth ? other.depth - depth : number - other.number;
    }
}
