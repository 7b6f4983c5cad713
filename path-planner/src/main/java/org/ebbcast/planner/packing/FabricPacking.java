package org.ebbcast.planner.packing;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.ebbcast.planner.Graph;
import org.ebbcast.planner.PlanLimits;
import org.ebbcast.planner.fabric.CommonRatePlanner;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;
import org.ebbcast.planner.fabric.FabricPlan;
import org.ebbcast.planner.fabric.FabricTree;
import org.ebbcast.planner.internal.IntList;

/**
 * Packs trees for one cohort with designed rates, where every holder and target is an end point with one link: the
 * graph is turned into a {@link Fabric}, planned there, and the trees are turned back.
 *
 * <p>Owned by the planning of one cohort.
 */
final class FabricPacking {
    private static final int MOST_TREES = 16;
    private static final long LARGEST_RATE = 1 << 30;

    private final Graph graph;
    private final long[] width;
    private final int[] room;
    private final long unit;
    private final int[] hosts;
    private final int[] hostOf;
    private final int[] graphArc;
    private final Fabric fabric;

    private FabricPacking(Graph graph, Residual residual, int[] endPoints) {
        this.graph = graph;
        this.width = residual.open();
        this.unit = 1 + Arrays.stream(width).max().orElse(0) / LARGEST_RATE;
        int n = graph.vertexCount();
        int[] switchOf = new int[n];
        int[] vertexOf = new int[n];
        int switches = 0;
        for (int v = 0; v < n; v++) {
            switchOf[v] = graph.relays(v) ? switches : -1;
            if (graph.relays(v)) {
                vertexOf[switches++] = v;
            }
        }
        hosts = Arrays.stream(endPoints)
                .boxed()
                .sorted((a, b) -> Integer.compare(uplinkHead(a), uplinkHead(b)))
                .mapToInt(Integer::intValue)
                .toArray();
        hostOf = new int[n];
        int[] firstHost = new int[switches + 1];
        for (int h = 0; h < hosts.length; h++) {
            hostOf[hosts[h]] = h;
            firstHost[switchOf[uplinkHead(hosts[h])] + 1]++;
        }
        int[] firstArc = new int[switches + 1];
        int[] place = new int[graph.arcCount()];
        IntList arcs = new IntList();
        for (int s = 0; s < switches; s++) {
            firstHost[s + 1] += firstHost[s];
            for (int arc = graph.firstArc(vertexOf[s]); arc < graph.endArc(vertexOf[s]); arc++) {
                if (graph.relays(graph.head(arc))) {
                    place[arc] = arcs.size();
                    arcs.add(arc);
                }
            }
            firstArc[s + 1] = arcs.size();
        }
        graphArc = arcs.toArray();
        int[] head = Arrays.stream(graphArc).map(arc -> switchOf[graph.head(arc)]).toArray();
        int[] reverse = Arrays.stream(graphArc).map(arc -> place[graph.reverse(arc)]).toArray();
        boolean[] relays = new boolean[switches];
        Arrays.fill(relays, true);
        int[] left = residual.room();
        room = left.length == 0
                ? left
                : Arrays.stream(vertexOf, 0, switches)
                        .map(v -> Math.max(0, left[v] / PlanLimits.RULES_OF_A_TREE))
                        .toArray();
        fabric = new Fabric(firstArc, head, reverse, firstHost, relays);
    }

    /** A packing that fits {@code residual}, from which nothing is taken; empty when the graph has no such form. */
    static Optional<Cohort> pack(
            Graph graph, int[] holders, int[] targets, Residual residual, int maxTrees, long seed) {
        int[] endPoints = new int[holders.length + targets.length];
        System.arraycopy(holders, 0, endPoints, 0, holders.length);
        System.arraycopy(targets, 0, endPoints, holders.length, targets.length);
        for (int v : endPoints) {
            boolean leaf = !graph.relays(v) && graph.endArc(v) - graph.firstArc(v) == 1;
            if (!leaf || !graph.relays(graph.head(graph.firstArc(v)))) {
                return Optional.empty();
            }
        }
        return new FabricPacking(graph, residual, endPoints).packed(holders, targets, maxTrees, seed);
    }

    private int uplinkHead(int endPoint) {
        return graph.head(graph.firstArc(endPoint));
    }

    /* Empty when no trees serve all targets alike. */
    private Optional<Cohort> packed(int[] holders, int[] targets, int maxTrees, long seed) {
        int[] idle = Arrays.stream(graphArc).map(arc -> (int) (width[arc] / unit)).toArray();
        int[] up = Arrays.stream(hosts).map(v -> (int) (width[graph.firstArc(v)] / unit)).toArray();
        int[] down = Arrays.stream(hosts)
                .map(v -> (int) (width[graph.reverse(graph.firstArc(v))] / unit))
                .toArray();
        BitSet lacking = new BitSet();
        for (int v : targets) {
            lacking.set(hostOf[v]);
        }
        int[] sources = Arrays.stream(holders).map(v -> hostOf[v]).toArray();
        FabricDemand demand = new FabricDemand(fabric, idle, up, down, sources, lacking);
        FabricDemand limited = room.length == 0 ? demand : demand.withRoomForTrees(room);
        FabricPlan plan = CommonRatePlanner.plan(limited, Math.min(MOST_TREES, maxTrees), seed);
        if (!plan.isShared() || plan.trees().isEmpty()) {
            return Optional.empty();
        }
        Cohort cohort = new Cohort(targets);
        for (FabricTree tree : plan.trees()) {
            cohort.add(hosts[tree.source()], graphArcs(tree, targets), tree.rate() * unit);
        }
        return Optional.of(cohort);
    }

    private int[] graphArcs(FabricTree tree, int[] targets) {
        IntList arcs = new IntList(1 + tree.arcCount() + targets.length);
        arcs.add(graph.firstArc(hosts[tree.source()]));
        for (int i = 0; i < tree.arcCount(); i++) {
            arcs.add(graphArc[tree.arc(i)]);
        }
        for (int target : targets) {
            arcs.add(graph.reverse(graph.firstArc(target)));
        }
        return arcs.toArray();
    }
}
