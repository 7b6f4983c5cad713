package org.ebbcast.planner.tool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;
import org.ebbcast.planner.fabric.FabricPlan;
import org.ebbcast.planner.fabric.FabricTree;
import org.ebbcast.planner.topology.RandomLoad;

/**
 * Draws a fabric in rows by distance from its hosts: links the darker the more is idle in their busier direction, trees
 * in colours side by side and the wider the faster, sources as squares, and what each tree is below.
 */
final class PlanDrawing {
    private static final int WIDTH = 1200;
    private static final int ROW = 190;
    private static final int TOP = 70;
    private static final int LEGEND_LINE = 22;
    private static final double SIDE_BY_SIDE = 3.2;
    /* Colours that stay apart for the colour-blind (Okabe and Ito), then others. */
    private static final String[] COLOURS = {
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a3b8f", "#8c6d31",
        "#1b1b1b", "#a50026", "#4575b4", "#66a61e", "#e7298a", "#a6761d", "#17becf", "#999933"
    };

    private final PlanOptions options;
    private final FabricDemand demand;
    private final Fabric fabric;
    private final FabricPlan plan;
    private final double[] x;
    private final double[] y;
    private final StringBuilder svg = new StringBuilder();

    private PlanDrawing(PlanOptions options, FabricDemand demand, FabricPlan plan) {
        this.options = options;
        this.demand = demand;
        this.fabric = demand.fabric();
        this.plan = plan;
        x = new double[fabric.switchCount()];
        y = new double[fabric.switchCount()];
        place();
    }

    static String svg(PlanOptions options, FabricDemand demand, FabricPlan plan) {
        return new PlanDrawing(options, demand, plan).drawn();
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
            if (last == 0 && members.size() > 3) {
                onCircle(members);
                continue;
            }
            for (int i = 0; i < members.size(); i++) {
                x[members.get(i)] = WIDTH * (i + 0.5) / members.size();
                y[members.get(i)] = TOP + ROW * (last - r);
            }
        }
    }

    /* Where every switch has hosts there are no rows. */
    private void onCircle(List<Integer> members) {
        double radius = WIDTH * 0.36;
        for (int i = 0; i < members.size(); i++) {
            double angle = 2 * Math.PI * i / members.size();
            x[members.get(i)] = WIDTH / 2.0 + radius * Math.sin(angle);
            y[members.get(i)] = TOP + radius - radius * Math.cos(angle);
        }
    }

    private int[] rows() {
        int[] row = new int[fabric.switchCount()];
        Arrays.fill(row, -1);
        List<Integer> queue = new ArrayList<>();
        for (int v = 0; v < row.length; v++) {
            if (hosts(v) > 0) {
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

    private int hosts(int v) {
        return fabric.firstHost(v + 1) - fabric.firstHost(v);
    }

    private String drawn() {
        double bottom = Arrays.stream(y).max().orElse(0) + 60;
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" font-family=\"sans-serif\">",
                WIDTH, bottom + LEGEND_LINE * (plan.trees().size() + 1));
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        add("<text x=\"20\" y=\"30\" font-size=\"18\">%s: %d switches, %d hosts, %d sources, %d targets</text>",
                escaped(options.topology), fabric.switchCount(), fabric.hostCount(), demand.sources().length,
                demand.targetCount());
        for (int arc = 0; arc < fabric.arcCount(); arc++) {
            if (arc < fabric.reverse(arc)) {
                int idle = Math.min(demand.idle(arc), demand.idle(fabric.reverse(arc)));
                int grey = 235 - (int) Math.min(110, 110.0 * idle / RandomLoad.LINE_RATE);
                line(arc, String.format("#%1$02x%1$02x%1$02x", grey), 1, 0);
            }
        }
        for (int t = 0; t < plan.trees().size(); t++) {
            drawTree(t);
        }
        for (int v = 0; v < x.length; v++) {
            drawSwitch(v);
        }
        for (int t = 0; t < plan.trees().size(); t++) {
            legend(t, bottom + LEGEND_LINE * t);
        }
        add("</svg>");
        return svg.toString();
    }

    private void drawTree(int t) {
        FabricTree tree = plan.trees().get(t);
        double aside = SIDE_BY_SIDE * (t - (plan.trees().size() - 1) / 2.0);
        int fastest = plan.trees().stream().mapToInt(FabricTree::rate).max().orElse(1);
        double width = 1.2 + 2.3 * tree.rate() / Math.max(1, fastest);
        for (int i = 0; i < tree.arcCount(); i++) {
            line(tree.arc(i), COLOURS[t % COLOURS.length], width, aside);
        }
    }

    private void drawSwitch(int v) {
        String hosts = hosts(v) == 0 ? "" : ", hosts " + fabric.firstHost(v) + " to " + (fabric.firstHost(v + 1) - 1);
        String title = "<title>switch " + v + hosts + "</title>";
        String sources = sourcesAt(v);
        if (sources.isEmpty()) {
            add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"#333333\">%s</circle>",
                    x[v], y[v], hosts(v) > 0 ? 6 : 5, title);
        } else {
            add("<rect x=\"%.1f\" y=\"%.1f\" width=\"16\" height=\"16\" fill=\"#333333\">%s</rect>",
                    x[v] - 8, y[v] - 8, title);
            add("<text x=\"%.1f\" y=\"%.1f\" font-size=\"12\" text-anchor=\"middle\">source %s</text>",
                    x[v], y[v] + 26, sources);
        }
    }

    private String sourcesAt(int v) {
        StringBuilder names = new StringBuilder();
        for (int source : demand.sources()) {
            if (fabric.switchOf(source) == v) {
                names.append(names.length() == 0 ? "" : ", ").append(source);
            }
        }
        return names.toString();
    }

    private void legend(int t, double at) {
        FabricTree tree = plan.trees().get(t);
        int listeners = 0;
        for (int h = 0; h < fabric.hostCount(); h++) {
            listeners += demand.isTarget(h) && plan.listens(h, t) ? 1 : 0;
        }
        add("<rect x=\"20\" y=\"%.0f\" width=\"30\" height=\"6\" fill=\"%s\"/>", at - 8, COLOURS[t % COLOURS.length]);
        add("<text x=\"60\" y=\"%.0f\" font-size=\"14\">tree %d from host %d: %.3f Gbit/s to %d targets, %d links between"
                        + " switches</text>",
                at, t, tree.source(),
                (double) tree.rate() / RandomLoad.LINE_RATE * options.lineRateBitsPerSecond / 1e9, listeners,
                tree.arcCount());
    }

    /* Trees on one link lie beside each other, whatever its slope and direction. */
    private void line(int arc, String colour, double width, double aside) {
        boolean forth = arc < fabric.reverse(arc);
        int u = forth ? fabric.tail(arc) : fabric.head(arc);
        int v = forth ? fabric.head(arc) : fabric.tail(arc);
        double length = Math.max(1, Math.hypot(x[v] - x[u], y[v] - y[u]));
        double dx = -aside * (y[v] - y[u]) / length;
        double dy = aside * (x[v] - x[u]) / length;
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                x[u] + dx, y[u] + dy, x[v] + dx, y[v] + dy, colour, width);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
