package org.ebbcast.planner.steiner;

/** The best tree found, and how far from the optimum it can be at most. Immutable. */
public final class SteinerAnswer {
    private final int[] edges;
    private final double cost;
    private final double lowerBound;

    private SteinerAnswer(int[] edges, double cost, double lowerBound) {
        this.edges = edges;
        this.cost = cost;
        this.lowerBound = lowerBound;
    }

    static SteinerAnswer of(int[] edges, double cost, double lowerBound) {
        return new SteinerAnswer(edges, cost, Math.min(cost, lowerBound));
    }

    /** Edges of the tree, ascending indices into the instance; a copy. */
    public int[] edges() {
        return edges.clone();
    }

    /** Sum of the weights of the edges. */
    public double cost() {
        return cost;
    }

    /** No tree costs less. */
    public double lowerBound() {
        return lowerBound;
    }

    /** Certified gap: (cost − lower bound) / lower bound; 0 means optimal, infinite when nothing is known. */
    public double gap() {
        if (cost == lowerBound) {
            return 0;
        }
        return lowerBound > 0 ? (cost - lowerBound) / lowerBound : Double.POSITIVE_INFINITY;
    }
}
