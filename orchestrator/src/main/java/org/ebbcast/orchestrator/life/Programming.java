package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.plan.ChunkRanges;
import org.ebbcast.orchestrator.plan.TreeShape;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.protocol.AdjustStream;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.SendStream;
import org.ebbcast.protocol.StopStream;

/** Brings trees up beside those that are there, gets receivers ready, and changes the streams over. */
final class Programming {
    private static final int MAX_REFUSALS = 8;
    private static final Duration AFTER_REFUSAL = Duration.ofMillis(500);

    private final World world;
    private final Phases phases;
    private final Trees trees;
    private final Neighbours neighbours;

    Programming(World world, Phases phases, Trees trees) {
        this.world = world;
        this.phases = phases;
        this.trees = trees;
        neighbours = new Neighbours(world);
    }

    /** Starts a changeover to the planned trees, which take over from {@code replaced}. */
    void adopt(Distribution d, ShipmentRun s, Planning.Outcome plan, String why, Set<Branch> replaced) {
        s.planWanted = false;
        s.futilePlans = 0;
        s.planNotBeforeNanos = world.nowNanos + world.config.patience().replanHold().toNanos();
        List<Receiver> unserved = noteUnserved(d, s, plan);
        if (plan.trees.isEmpty()) {
            phases.repair.withoutTree(d, s, unserved);
            return;
        }
        s.expectedSeconds = plan.expectedSeconds;
        s.boundSeconds = plan.boundSeconds;
        List<RunningTree> coming = new ArrayList<>();
        for (TreeShape shape : plan.trees) {
            Optional<RunningTree> tree = trees.bringUp(d, s.number(), shape);
            if (tree.isEmpty()) {
                coming.forEach(trees::takeDown);
                phases.finish.failLackers(d, s, FailureReason.RULES_REFUSED, "no multicast address or tree number is"
                        + " left; raise group-address-count or wait for other distributions");
                return;
            }
            coming.add(tree.get());
        }
        Map<RunningTree, Branch> moves = moves(coming, replaced);
        Set<Branch> ending = new HashSet<>(replaced);
        ending.removeAll(moves.values());
        Set<HostId> served = new TreeSet<>();
        plan.trees.forEach(t -> served.addAll(t.targets()));
        s.generation++;
        long readyBy = world.nowNanos + world.config.patience().ready().toNanos();
        s.changeover = Optional.of(new Changeover(
                coming, moves, ending, served, cutOff(replaced), world.nowNanos, readyBy, s.generation));
        d.event("shipment " + s.number() + ": " + why + ": " + plan.trees, world.nowNanos);
        world.counters.add(Counters.Count.REPLANS, replaced.isEmpty() ? 0 : 1);
        phases.repair.withoutTree(d, s, unserved);
        served.forEach(host -> tellReceiver(s, host));
    }

    private Set<HostId> cutOff(Set<Branch> branches) {
        Set<HostId> cutOff = new TreeSet<>();
        branches.forEach(b -> cutOff.addAll(
                world.agents.isConnected(b.root())
                        ? b.tree.shape.cutOff(arc -> world.fabric.idOf(arc).isEmpty())
                        : b.targets()));
        return cutOff;
    }

    /** Returns those that no tree can serve, and that can have it relayed. */
    private List<Receiver> noteUnserved(Distribution d, ShipmentRun s, Planning.Outcome plan) {
        List<Receiver> treeless = new ArrayList<>();
        boolean refused = !world.refusers.avoided(world.nowNanos).isEmpty() && !phases.replanning.isWithoutHolder(s);
        s.receivers.values().forEach(r -> {
            boolean unserved = plan.unserved.contains(r.host);
            boolean fetches = unserved
                    && refused
                    && world.agents.isConnected(r.host)
                    && world.fabric.vertexOf(r.host).isPresent();
            if (fetches && !r.received) {
                treeless.add(r);
            }
            boolean stranded = unserved && !fetches;
            if (stranded && !r.stranded) {
                r.strandedSinceNanos = world.nowNanos;
            }
            r.stranded = stranded;
        });
        return treeless;
    }

    /** A stream goes on where it stands if old and new trees match one to one by root and targets. */
    private static Map<RunningTree, Branch> moves(List<RunningTree> coming, Set<Branch> replaced) {
        Map<RunningTree, Branch> moves = new HashMap<>();
        List<Branch> left = new ArrayList<>(replaced);
        for (RunningTree tree : coming) {
            Optional<Branch> same = left.stream()
                    .filter(b -> b.root().equals(tree.shape.root()))
                    .filter(b -> b.targets().equals(tree.shape.targets()))
                    .findFirst();
            same.ifPresent(branch -> {
                moves.put(tree, branch);
                left.remove(branch);
            });
        }
        return moves.size() == coming.size() && left.isEmpty() ? moves : Map.of();
    }

    /** Tells a receiver where to listen and whom to ask, as things are now. */
    void tellReceiver(ShipmentRun s, HostId host) {
        Set<String> groups = new TreeSet<>();
        s.branches.stream()
                .filter(b -> b.serves(host) && b.state != Branch.State.STOPPED)
                .forEach(b -> groups.add(b.tree.group()));
        s.changeover.ifPresent(c -> c.trees.stream()
                .filter(t -> t.shape.serves(host))
                .forEach(t -> groups.add(t.group())));
        world.send(
                host,
                new ReceiveShipment(
                        s.generation,
                        s.shipment,
                        List.copyOf(groups),
                        world.config.dataPort(),
                        neighbours.askable(s, host),
                        s.receivers.size(),
                        FeedbackBudget.reportMillis(world, s)));
    }

    /** A tree's rules are in, or were refused. */
    void installed(Distribution d, RunningTree tree, Optional<Refusal> refusal) {
        Optional<ShipmentRun> shipment = d.shipment(tree.shipment);
        boolean awaited = shipment.flatMap(s -> s.changeover).map(c -> c.trees.contains(tree)).orElse(false);
        if (!awaited) {
            if (refusal.isPresent()) {
                trees.takeDown(tree);
            }
        } else if (refusal.isPresent()) {
            refused(d, shipment.get(), refusal.get());
        } else {
            advance(d, shipment.get());
        }
    }

    private void refused(Distribution d, ShipmentRun s, Refusal refusal) {
        abandon(s);
        boolean avoided = world.refusers.refused(refusal, world.nowNanos);
        d.event("shipment " + s.number() + ": rules refused: " + refusal.detail()
                + (avoided ? "; trees go around it for " + Refusers.AVOIDED.toSeconds() + " s" : ""), world.nowNanos);
        if (++s.refusals >= MAX_REFUSALS && s.sending().findAny().isEmpty()) {
            d.event("shipment " + s.number() + ": rules were refused " + s.refusals
                    + " times, so that its targets get it relayed", world.nowNanos);
            phases.repair.withoutTree(d, s, d.lacking(s).collect(Collectors.toList()));
            return;
        }
        s.wantPlan("rules were refused");
        s.planNotBeforeNanos = world.nowNanos + (avoided ? 0 : AFTER_REFUSAL.toNanos() * s.refusals);
    }

    /** Gives up a changeover; the streams that are there go on. */
    void abandon(ShipmentRun s) {
        s.changeover.ifPresent(c -> c.trees.forEach(trees::takeDown));
        s.changeover = Optional.empty();
    }

    /** Changes over once the rules are in and receivers are ready, or the slow ones had their time. */
    void advance(Distribution d, ShipmentRun s) {
        if (s.changeover.isEmpty() || d.isEnding()) {
            return;
        }
        Changeover c = s.changeover.get();
        boolean installed = c.trees.stream().allMatch(t -> t.state == RunningTree.State.INSTALLED);
        if (!installed) {
            return;
        }
        long unready = c.served.stream().filter(host -> !isReady(d, s, c, host)).count();
        if (isWorthStarting(c, unready) || world.nowNanos - c.readyByNanos >= 0) {
            s.changeover = Optional.empty();
            s.refusals = 0;
            d.event(howLong(s, c, unready), world.nowNanos);
            changeOver(d, s, c);
        }
    }

    private String howLong(ShipmentRun s, Changeover c, long unready) {
        long installedNanos = c.trees.stream().mapToLong(t -> t.installedNanos - c.beganNanos).max().orElse(0);
        boolean first = c.replaced.isEmpty() && c.moves.isEmpty();
        return String.format("shipment %d: %s after %d ms, rules were in after %d ms, %d of %d not yet ready",
                s.number(), first ? "began to stream" : "changed over to the new trees",
                (world.nowNanos - c.beganNanos) / 1_000_000, installedNanos / 1_000_000, unready, c.served.size());
    }

    /**
     * Whoever is not ready misses what is sent from the change on, whoever is cut off misses what is sent until then:
     * waiting ends when the first are few, and fewer.
     */
    private static boolean isWorthStarting(Changeover c, long unready) {
        return unready == 0 || 2 * unready <= c.served.size() && unready < c.cutOff.size();
    }

    private boolean isReady(Distribution d, ShipmentRun s, Changeover c, HostId host) {
        Receiver receiver = s.receivers.get(host);
        boolean open = d.target(host).map(t -> !t.isOver()).orElse(false) && world.agents.isConnected(host);
        return receiver == null || receiver.received || !open || receiver.readyGeneration >= c.generation;
    }

    private void changeOver(Distribution d, ShipmentRun s, Changeover c) {
        Map<HostId, List<ChunkRange>> toCome = new HashMap<>();
        c.served.forEach(host -> toCome.put(host, toCome(s, c, host)));
        List<Branch> starting = new ArrayList<>();
        List<RunningTree> leaving = new ArrayList<>();
        for (RunningTree tree : c.trees) {
            Branch moved = c.moves.get(tree);
            if (moved != null && moved.isSending()) {
                leaving.add(moved.tree);
                moved.tree = tree;
                moved.plannedBitsPerSecond = tree.shape.rateBitsPerSecond();
                moved.ceilingBitsPerSecond = Double.POSITIVE_INFINITY;
                moved.busySinceNanos = 0;
                starting.add(moved);
            } else {
                starting.add(fresh(s, tree, toCome));
            }
        }
        c.replaced.stream().filter(Branch::isSending).forEach(branch -> {
            stop(s, branch);
            leaving.add(branch.tree);
        });
        leaving.forEach(trees::drain);
        if (!leaving.isEmpty()) {
            starting.forEach(branch -> branch.treeChangedNanos = world.nowNanos);
        }
        phases.rates.start(d, starting);
        starting.forEach(branch -> begin(s, branch, c.moves.containsValue(branch)));
        if (!leaving.isEmpty()) {
            s.generation++;
            c.served.forEach(host -> tellReceiver(s, host));
        }
        phases.finish.refresh(d);
    }

    /** Chunks that nobody has sent towards {@code host} yet. */
    private List<ChunkRange> toCome(ShipmentRun s, Changeover c, HostId host) {
        List<List<ChunkRange>> left = new ArrayList<>();
        boolean servedBefore = false;
        for (Branch branch : s.branches) {
            if (branch.serves(host) && !branch.repair) {
                servedBefore = true;
                if (c.replaced.contains(branch) || c.moves.containsValue(branch)) {
                    left.add(branch.remaining(phases.replanning.chunksSince(s, branch)));
                }
            }
        }
        return servedBefore ? ChunkRanges.union(left) : List.of(new ChunkRange(0, s.layout.chunkCount()));
    }

    private Branch fresh(ShipmentRun s, RunningTree tree, Map<HostId, List<ChunkRange>> toCome) {
        List<List<ChunkRange>> lists = tree.shape.targets().stream().map(toCome::get).collect(Collectors.toList());
        List<ChunkRange> ranges =
                ChunkRanges.share(ChunkRanges.union(lists), tree.shape.shareFrom(), tree.shape.shareTo());
        Branch branch = new Branch(s.nextStreamId++, tree, ranges, false);
        s.branches.add(branch);
        return branch;
    }

    /** Tells the sender; the rate has been set. */
    void begin(ShipmentRun s, Branch branch, boolean moved) {
        branch.startedNanos = world.nowNanos;
        if (moved) {
            world.send(
                    branch.root(),
                    new AdjustStream(
                            s.number(),
                            branch.streamId,
                            branch.tree.group(),
                            branch.rateBitsPerSecond,
                            branch.parityShards));
        } else {
            world.send(
                    branch.root(),
                    new SendStream(
                            s.shipment,
                            branch.streamId,
                            branch.tree.group(),
                            world.config.dataPort(),
                            branch.rateBitsPerSecond,
                            branch.remaining(),
                            branch.parityShards,
                            branch.parityFrom));
        }
    }

    /** What a sender that was away had left goes on as a new stream: nobody knows how it counts the old one. */
    void sendAgain(Distribution d, ShipmentRun s, Branch branch) {
        Branch again = new Branch(
                s.nextStreamId++, branch.tree, branch.remaining(), branch.repair, branch.parityFrom);
        stop(s, branch);
        s.branches.add(again);
        phases.rates.start(d, List.of(again));
        begin(s, again, false);
    }

    /** Ends a stream before everything was sent. */
    void stop(ShipmentRun s, Branch branch) {
        if (branch.isSending()) {
            branch.state = Branch.State.STOPPED;
            branch.rateBitsPerSecond = 0;
            world.load.commanded(branch.tree.cookie(), 0, world.nowNanos);
            world.send(branch.root(), new StopStream(s.number(), branch.streamId));
        }
    }

    void tick(Distribution d) {
        List.copyOf(d.shipments).forEach(s -> advance(d, s));
    }
}
