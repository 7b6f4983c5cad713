package org.ebbcast.planner.steiner;

/** Whether a tree can connect the terminals at all: union-find over the edges. */
final class Connectivity {
    private Connectivity() {}

    /**
     * Checks that one component holds all terminals.
     *
     * @throws TerminalsApartException naming two terminals that stay apart
     */
    static void requireConnected(SteinerInstance instance) {
        int[] parent = new int[instance.vertexCount()];
        for (int v = 0; v < parent.length; v++) {
            parent[v] = v;
        }
        for (int e = 0; e < instance.edgeCount(); e++) {
            parent[find(parent, instance.tail(e))] = find(parent, instance.head(e));
        }
        int[] terminals = instance.terminals();
        for (int t : terminals) {
            if (find(parent, t) != find(parent, terminals[0])) {
                throw new TerminalsApartException(terminals[0], t);
            }
        }
    }

    private static int find(int[] parent, int v) {
        int at = v;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }
}
