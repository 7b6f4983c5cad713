package org.ebbcast.planner.steiner;

import java.util.ArrayList;
import java.util.List;

/** Checks an answer against its instance without any code of the solver: a tree, all terminals, the stated cost. */
public final class SteinerVerifier {
    private SteinerVerifier() {}

    /** What is wrong with {@code answer}, one sentence each; empty when nothing is. O(vertices + tree). */
    public static List<String> faults(SteinerInstance instance, SteinerAnswer answer) {
        List<String> faults = new ArrayList<>();
        int[] component = new int[instance.vertexCount()];
        for (int v = 0; v < component.length; v++) {
            component[v] = v;
        }
        double cost = 0;
        for (int e : answer.edges()) {
            cost += instance.weight(e);
            int u = root(component, instance.tail(e));
            int v = root(component, instance.head(e));
            if (u == v) {
                faults.add("edge " + e + " closes a cycle");
            }
            component[u] = v;
        }
        int[] terminals = instance.terminals();
        for (int t : terminals) {
            if (root(component, t) != root(component, terminals[0])) {
                faults.add("terminal " + t + " is not connected to terminal " + terminals[0]);
            }
        }
        if (Math.abs(cost - answer.cost()) > 1e-9 * Math.max(1, cost)) {
            faults.add("cost is " + cost + ", stated as " + answer.cost());
        }
        if (answer.lowerBound() > answer.cost()) {
            faults.add("lower bound " + answer.lowerBound() + " is above the cost " + answer.cost());
        }
        return faults;
    }

    private static int root(int[] component, int v) {
        int at = v;
        while (component[at] != at) {
            at = component[at];
        }
        return at;
    }
}
