package org.ebbcast.planner;

import java.util.Arrays;

/**
 * A directed graph in compressed sparse row form: vertices are dense ints, arcs leaving a vertex have consecutive ids.
 *
 * <p>Each physical link is two arcs, one per direction, each with a capacity of its own. A vertex either relays (a
 * switch, which may replicate) or is an end point (a host, which only sends or receives). Immutable; any thread.
 *
 * <p>Memory: 4 bytes a vertex plus 24 bytes an arc.
 */
public final class Graph {
    private final int[] firstArc;
    private final int[] tail;
    private final int[] head;
    private final int[] reverse;
    private final long[] capacityBitsPerSecond;
    private final boolean[] relay;
    private final int[] forwardArcOfLink;

    private Graph(Builder b) {
        int n = b.vertexCount;
        int links = b.linkCount;
        firstArc = new int[n + 1];
        for (int l = 0; l < links; l++) {
            firstArc[b.linkTail[l] + 1]++;
            firstArc[b.linkHead[l] + 1]++;
        }
        for (int v = 0; v < n; v++) {
            firstArc[v + 1] += firstArc[v];
        }
        int[] next = Arrays.copyOf(firstArc, n);
        tail = new int[2 * links];
        head = new int[2 * links];
        reverse = new int[2 * links];
        capacityBitsPerSecond = new long[2 * links];
        forwardArcOfLink = new int[links];
        for (int l = 0; l < links; l++) {
            int u = b.linkTail[l];
            int v = b.linkHead[l];
            int uv = next[u]++;
            int vu = next[v]++;
            place(uv, u, v, vu, b.linkForward[l]);
            place(vu, v, u, uv, b.linkBackward[l]);
            forwardArcOfLink[l] = uv;
        }
        relay = Arrays.copyOf(b.relay, n);
    }

    private void place(int arc, int from, int to, int opposite, long capacity) {
        tail[arc] = from;
        head[arc] = to;
        reverse[arc] = opposite;
        capacityBitsPerSecond[arc] = capacity;
    }

    /** Starts an empty graph. */
    public static Builder builder() {
        return new Builder();
    }

    /** Number of vertices; ids run from 0. */
    public int vertexCount() {
        return relay.length;
    }

    /** Number of arcs, twice the number of links; ids run from 0. */
    public int arcCount() {
        return head.length;
    }

    /** First arc that leaves {@code vertex}; the last is {@code endArc(vertex) - 1}. */
    public int firstArc(int vertex) {
        return firstArc[vertex];
    }

    /** One past the last arc that leaves {@code vertex}. */
    public int endArc(int vertex) {
        return firstArc[vertex + 1];
    }

    /** The vertex that {@code arc} leaves. */
    public int tail(int arc) {
        return tail[arc];
    }

    /** The vertex that {@code arc} enters. */
    public int head(int arc) {
        return head[arc];
    }

    /** The same link in the other direction. */
    public int reverse(int arc) {
        return reverse[arc];
    }

    /** Line rate of {@code arc}, bits per second, at least 0. */
    public long capacityBitsPerSecond(int arc) {
        return capacityBitsPerSecond[arc];
    }

    /** Whether {@code vertex} may forward and replicate (a switch); false for a host. */
    public boolean relays(int vertex) {
        return relay[vertex];
    }

    /** The arc from first to second end of the {@code link}-th link added; {@link #reverse} of it is the other way. */
    public int forwardArcOfLink(int link) {
        return forwardArcOfLink[link];
    }

    /** Collects vertices and links; not thread-safe. */
    public static final class Builder {
        private int vertexCount;
        private boolean[] relay = new boolean[16];
        private int linkCount;
        private int[] linkTail = new int[16];
        private int[] linkHead = new int[16];
        private long[] linkForward = new long[16];
        private long[] linkBackward = new long[16];

        private Builder() {}

        /** Adds a switch; returns its vertex id. */
        public int addRelay() {
            return addVertex(true);
        }

        /** Adds a host; returns its vertex id. */
        public int addEndPoint() {
            return addVertex(false);
        }

        private int addVertex(boolean relays) {
            if (vertexCount == relay.length) {
                relay = Arrays.copyOf(relay, 2 * vertexCount);
            }
            relay[vertexCount] = relays;
            return vertexCount++;
        }

        /**
         * Adds a link between two vertices; parallel links are allowed. Returns its index.
         *
         * @throws IllegalArgumentException on an unknown vertex, a self loop or a negative capacity
         */
        public int addLink(int u, int v, long forwardBitsPerSecond, long backwardBitsPerSecond) {
            requireVertex(u);
            requireVertex(v);
            if (u == v) {
                throw new IllegalArgumentException("self loop at vertex " + u);
            }
            if (forwardBitsPerSecond < 0 || backwardBitsPerSecond < 0) {
                throw new IllegalArgumentException("negative capacity on link " + u + "-" + v + ": "
                        + forwardBitsPerSecond + ", " + backwardBitsPerSecond + " bit/s");
            }
            if (linkCount == linkTail.length) {
                linkTail = Arrays.copyOf(linkTail, 2 * linkCount);
                linkHead = Arrays.copyOf(linkHead, 2 * linkCount);
                linkForward = Arrays.copyOf(linkForward, 2 * linkCount);
                linkBackward = Arrays.copyOf(linkBackward, 2 * linkCount);
            }
            linkTail[linkCount] = u;
            linkHead[linkCount] = v;
            linkForward[linkCount] = forwardBitsPerSecond;
            linkBackward[linkCount] = backwardBitsPerSecond;
            return linkCount++;
        }

        private void requireVertex(int v) {
            if (v < 0 || v >= vertexCount) {
                throw new IllegalArgumentException("vertex " + v + " is not in 0.." + (vertexCount - 1));
            }
        }

        /** The finished graph, in O(vertices + links). */
        public Graph build() {
            return new Graph(this);
        }
    }
}
