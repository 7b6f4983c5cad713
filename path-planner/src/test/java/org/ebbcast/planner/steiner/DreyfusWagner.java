package org.ebbcast.planner.steiner;

import java.util.Arrays;

/** Cost of an optimal Steiner tree by dynamic programming over subsets of terminals; the reference for small cases. */
final class DreyfusWagner {
    private DreyfusWagner() {}

    static double cost(SteinerInstance instance) {
        int n = instance.vertexCount();
        double[][] distance = new double[n][n];
        for (int v = 0; v < n; v++) {
            Arrays.fill(distance[v], Double.POSITIVE_INFINITY);
            distance[v][v] = 0;
        }
        for (int e = 0; e < instance.edgeCount(); e++) {
            int u = instance.tail(e);
            int v = instance.head(e);
            distance[u][v] = Math.min(distance[u][v], instance.weight(e));
            distance[v][u] = distance[u][v];
        }
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    distance[i][j] = Math.min(distance[i][j], distance[i][k] + distance[k][j]);
                }
            }
        }
        int[] terminals = instance.terminals();
        double[][] best = new double[1 << terminals.length][n];
        for (int set = 1; set < best.length; set++) {
            best[set] = tree(set, best, distance, terminals);
        }
        return best[best.length - 1][terminals[0]];
    }

    private static double[] tree(int set, double[][] best, double[][] distance, int[] terminals) {
        int n = distance.length;
        double[] joined = new double[n];
        Arrays.fill(joined, Double.POSITIVE_INFINITY);
        if (Integer.bitCount(set) == 1) {
            joined[terminals[Integer.numberOfTrailingZeros(set)]] = 0;
        }
        for (int part = (set - 1) & set; part > 0; part = (part - 1) & set) {
            for (int v = 0; v < n; v++) {
                joined[v] = Math.min(joined[v], best[part][v] + best[set ^ part][v]);
            }
        }
        double[] moved = new double[n];
        for (int v = 0; v < n; v++) {
            moved[v] = Double.POSITIVE_INFINITY;
            for (int u = 0; u < n; u++) {
                moved[v] = Math.min(moved[v], joined[u] + distance[u][v]);
            }
        }
        return moved;
    }
}
