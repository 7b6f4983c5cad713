package org.ebbcast.planner.tool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;
import org.ebbcast.planner.fabric.FabricPlan;
import org.ebbcast.planner.fabric.FabricTree;

/** Draws a fabric in rows by distance from its hosts, links grey by what is idle, trees in colours beside each other. */
final class PlanDrawing {
    private static final int WIDTH = 1200;
    private static final int ROW = 160;
    private static final String[] COLOURS = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};

    private final Fabric fabric;
    private final double[] x;
    private final double[] y;

    private PlanDrawing(Fabric fabric) {
        this.fabric = fabric;
        x = new double[fabric.switchCount()];
        y = new double[fabric.switchCount()];
        place();
    }

    static String svg(FabricDemand demand, FabricPlan plan) {
        return new PlanDrawing(demand.fabric()).drawn(demand, plan);
    }

    private void place() {
        int[] row = rows();
        int last = Arrays.stream(row).max().orElse(0);
        for (int r = 0; r <= last; r++) {
            List<Integer> members = new ArrayList<>();
            for (int v = 0; v < row.length; v++) {
                if (row[v] == r) {
                    members.add(v);
                }
            }
            for (int i = 0; i < members.size(); i++) {
                x[members.get(i)] = WIDTH * (i + 0.5) / members.size();
                y[members.get(i)] = 80 + ROW * (last - r);
            }
        }
    }

    private int[] rows() {
        int[] row = new int[fabric.switchCount()];
        Arrays.fill(row, -1);
        List<Integer> queue = new ArrayList<>();
        for (int v = 0; v < row.length; v++) {
            if (fabric.firstHost(v) < fabric.firstHost(v + 1)) {
                row[v] = 0;
                queue.add(v);
            }
        }
        for (int i = 0; i < queue.size(); i++) {
            int v = queue.get(i);
            for (int arc = fabric.firstArc(v); arc < fabric.firstArc(v + 1); arc++) {
                if (row[fabric.head(arc)] < 0) {
                    row[fabric.head(arc)] = row[v] + 1;
                    queue.add(fabric.head(arc));
                }
            }
        }
        return Arrays.stream(row).map(r -> Math.max(0, r)).toArray();
    }

    private String drawn(FabricDemand demand, FabricPlan plan) {
        double height = Arrays.stream(y).max().orElse(0) + 80;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" font-family=\"sans-serif\">%n",
                WIDTH, height));
        for (int arc = 0; arc < fabric.arcCount(); arc++) {
            if (arc < fabric.reverse(arc)) {
                line(svg, arc, "#dddddd", 1, 0);
            }
        }
        for (int t = 0; t < plan.trees().size(); t++) {
            FabricTree tree = plan.trees().get(t);
            for (int i = 0; i < tree.arcCount(); i++) {
                line(svg, tree.arc(i), COLOURS[t % COLOURS.length], 2, 3 * (t % COLOURS.length) - 6);
            }
        }
        for (int v = 0; v < x.length; v++) {
            svg.append(String.format(Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"%s\"><title>switch %d</title></circle>%n",
                    x[v], y[v], hasSource(demand, v) ? "#d55e00" : "#333333", v));
        }
        return svg.append("</svg>\n").toString();
    }

    private boolean hasSource(FabricDemand demand, int v) {
        return Arrays.stream(demand.sources()).anyMatch(s -> fabric.switchOf(s) == v);
    }

    private void line(StringBuilder svg, int arc, String colour, int width, int aside) {
        int u = fabric.tail(arc);
        int v = fabric.head(arc);
        svg.append(String.format(Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%d\"/>%n",
                x[u] + aside, y[u], x[v] + aside, y[v], colour, width));
    }
}
