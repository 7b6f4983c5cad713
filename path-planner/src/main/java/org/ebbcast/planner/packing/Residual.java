package org.ebbcast.planner.packing;

import java.util.Arrays;
import org.ebbcast.planner.Graph;
import org.ebbcast.planner.PlanLimits;

/**
 * What is left of a graph while trees are packed: the idle bandwidth of every arc, and how many flow rules and
 * groups each switch has room for. A tree is a flow rule at every switch it passes, and a group where it branches; a
 * switch without room for both is closed: no further tree finds anything idle on its arcs.
 *
 * <p>Owned by the planning of one request.
 */
public final class Residual {
    private final Graph graph;
    private long[] width;
    /* The same without the arcs of closed switches; the same array where room is not limited. */
    private long[] open;
    private int[] room;

    private Residual(Graph graph, long[] width, int[] room) {
        this.graph = graph;
        this.width = width;
        this.room = room;
        open = masked(graph, width, room);
    }

    /**
     * Starts with all that is idle.
     *
     * @param width bits per second of each arc; owned by the new object
     * @param room flow rules and groups that may be added at each vertex, empty without a limit; copied
     */
    public static Residual of(Graph graph, long[] width, int[] room) {
        return new Residual(graph, width, room.clone());
    }

    /** {@code width} with nothing on the arcs of switches without room; itself where room is not limited. */
    public static long[] masked(Graph graph, long[] width, int[] room) {
        if (room.length == 0) {
            return width;
        }
        long[] masked = width.clone();
        for (int v = 0; v < room.length; v++) {
            if (graph.relays(v) && room[v] < PlanLimits.RULES_OF_A_TREE) {
                close(graph, masked, v);
            }
        }
        return masked;
    }

    private static void close(Graph graph, long[] widths, int v) {
        for (int arc = graph.firstArc(v); arc < graph.endArc(v); arc++) {
            widths[arc] = 0;
            widths[graph.reverse(arc)] = 0;
        }
    }

    Residual copy() {
        return new Residual(graph, width.clone(), room.clone());
    }

    /** Becomes what {@code other} is, which is not used any more. */
    void become(Residual other) {
        width = other.width;
        open = other.open;
        room = other.room;
    }

    /** A part of the idle bandwidth, rounded down, and all the room. */
    public Residual part(double part) {
        long[] mine = Arrays.stream(width).map(w -> part >= 1 ? w : (long) (w * part)).toArray();
        return new Residual(graph, mine, room.clone());
    }

    /** Takes what trees packed into {@code part}, which was {@code given} before, took there. */
    public void settle(Residual part, long[] given) {
        for (int arc = 0; arc < width.length; arc++) {
            width[arc] -= given[arc] - part.width[arc];
        }
        room = part.room.clone();
        open = masked(graph, width, room);
    }

    /** Takes {@code rate} from every arc of a tree, and room at its switches. */
    void take(int root, int[] arcs, long rate) {
        for (int arc : arcs) {
            width[arc] -= rate;
            open[arc] -= open == width ? 0 : rate;
        }
        if (room.length > 0) {
            occupy(root, arcs);
        }
    }

    private void occupy(int root, int[] arcs) {
        int[] copies = new int[room.length];
        for (int arc : arcs) {
            copies[graph.tail(arc)]++;
        }
        occupy(root, copies[root]);
        for (int arc : arcs) {
            occupy(graph.head(arc), copies[graph.head(arc)]);
        }
    }

    private void occupy(int v, int copies) {
        if (graph.relays(v)) {
            room[v] -= copies > 1 ? PlanLimits.RULES_OF_A_TREE : 1;
            if (room[v] < PlanLimits.RULES_OF_A_TREE) {
                close(graph, open, v);
            }
        }
    }

    /** Bits per second left of each arc. */
    public long[] width() {
        return width;
    }

    /** Bits per second that a further tree may take of each arc; not to be written. */
    long[] open() {
        return open;
    }

    /** Flow rules and groups that may still be added at each vertex; empty without a limit. */
    public int[] room() {
        return room;
    }
}
