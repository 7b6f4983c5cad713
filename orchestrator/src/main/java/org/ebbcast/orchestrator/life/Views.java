package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.plan.ChunkRanges;
import org.ebbcast.orchestrator.view.Amounts;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.ImportView;
import org.ebbcast.orchestrator.view.LinkView;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.orchestrator.view.TargetView;
import org.ebbcast.orchestrator.view.TreeView;
import org.ebbcast.protocol.HostId;

/** Makes immutable snapshots of distributions. */
final class Views {
    private static final long PROGRESS_NANOS = 200_000_000;

    private final World world;
    private final Map<Integer, long[]> published = new HashMap<>();

    Views(World world) {
        this.world = world;
    }

    List<DistributionView> drainChanged(List<Distribution> live, long nowNanos) {
        List<DistributionView> changed = new ArrayList<>();
        published.keySet().retainAll(world.live.keySet());
        for (Distribution d : live) {
            long[] last = published.computeIfAbsent(d.id.number(), n -> new long[] {0, Long.MIN_VALUE / 2});
            boolean due = d.milestone || nowNanos - last[1] >= PROGRESS_NANOS;
            if (last[0] != d.revision && due) {
                last[0] = d.revision;
                last[1] = nowNanos;
                d.milestone = false;
                changed.add(view(d));
            }
        }
        return changed;
    }

    /** O(targets + links of trees). */
    DistributionView view(Distribution d) {
        return DistributionView.of(
                d.id,
                d.revision,
                d.intent,
                d.image.map(i -> i.image()),
                d.image.map(i -> i.manifest()),
                state(d),
                d.reason,
                d.detail,
                List.copyOf(d.sources),
                d.createdAt,
                d.isOver() ? d.secondsWhenOver : d.seconds(world.nowNanos),
                amounts(d),
                treeViews(d),
                d.targets.values().stream().map(t -> targetView(d, t)).collect(Collectors.toList()),
                List.copyOf(d.events));
    }

    /** What a paused one was doing, and will do again, is hidden. */
    private static DistributionState state(Distribution d) {
        boolean waits = d.paused && d.state.compareTo(DistributionState.FINISHING) < 0;
        return waits ? DistributionState.PAUSED : d.state;
    }

    private static Amounts amounts(Distribution d) {
        long toSend = 0;
        long wire = 0;
        long repair = 0;
        double expected = 0;
        double bound = 0;
        double left = 0;
        for (ShipmentRun s : d.shipments) {
            toSend += s.layout.totalBytes();
            wire += s.branches.stream().mapToLong(b -> b.wireBytes).sum();
            repair += s.receivers.values().stream().mapToLong(r -> r.repairBytes).sum();
            expected = Math.max(expected, s.expectedSeconds);
            bound = Math.max(bound, s.boundSeconds);
            double chunkBits = 8.0 * s.layout.fullWireBytes();
            left = Math.max(left, s.sending()
                    .filter(b -> b.rateBitsPerSecond > 0)
                    .mapToDouble(b -> ChunkRanges.count(b.remaining()) * chunkBits / b.rateBitsPerSecond)
                    .max()
                    .orElse(0));
        }
        return Amounts.of(toSend, wire, repair, known(expected), known(bound), known(left));
    }

    private static Optional<Double> known(double seconds) {
        return seconds > 0 && Double.isFinite(seconds) ? Optional.of(seconds) : Optional.empty();
    }

    /** Trees that carry or carried streams and were not replaced. */
    private List<TreeView> treeViews(Distribution d) {
        List<TreeView> views = new ArrayList<>();
        for (ShipmentRun s : d.shipments) {
            s.branches.stream()
                    .filter(b -> b.state != Branch.State.STOPPED || d.isEnding())
                    .filter(b -> !b.repair)
                    .forEach(b -> views.add(treeView(s, b.tree, b.rateBitsPerSecond)));
            s.changeover.ifPresent(c -> c.trees.forEach(t -> views.add(treeView(s, t, 0))));
        }
        return views;
    }

    private static TreeView treeView(ShipmentRun s, RunningTree tree, long rate) {
        return TreeView.of(
                tree.tree.treeNumber(),
                s.number(),
                tree.shape.root(),
                tree.tree.groupAddress(),
                rate,
                tree.shape.shareFrom(),
                tree.shape.shareTo(),
                tree.shape.targets(),
                tree.shape.arcs().stream().map(a -> LinkView.of(a.tail(), a.head())).collect(Collectors.toList()));
    }

    private static TargetView targetView(Distribution d, Target t) {
        long verified = 0;
        long multicast = 0;
        long repair = 0;
        for (ShipmentRun s : d.shipments) {
            Receiver r = s.receivers.get(t.host);
            if (r != null) {
                verified += r.verifiedBytes;
                multicast += r.multicastBytes;
                repair += r.repairBytes;
            }
        }
        Optional<HostId> parent =
                d.shipments.stream().flatMap(s -> Optional.ofNullable(s.parents.get(t.host)).stream()).findFirst();
        boolean whole = t.state == TargetState.DONE || t.secondsToVerified.isPresent();
        return TargetView.of(
                t.host,
                t.state,
                t.reason,
                t.detail,
                t.bytesTotal,
                whole ? t.bytesTotal : Math.min(verified, t.bytesTotal),
                multicast,
                repair,
                parent,
                t.secondsToVerified,
                ImportView.of(t.imported, t.importSeconds, t.importDetail));
    }
}
