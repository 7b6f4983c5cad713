package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ebbcast.orchestrator.plan.TreeShape;
import org.ebbcast.rules.Cookies;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.DistributionTree;
import org.ebbcast.rules.RuleCompiler;
import org.ebbcast.rules.RuleStages;
import org.ebbcast.rules.SwitchRules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every tree whose rules may be in a switch. A tree is here from before its rules go in until after they are out, so
 * that whatever is not here is an orphan. Owned by the orchestrator's loop.
 */
final class Trees {
    private static final Logger LOG = LoggerFactory.getLogger(Trees.class);
    private static final int MAX_TREE_NUMBER = 0xffff;
    private static final int MAX_REMOVALS = 10;
    private static final Duration REMOVE_AGAIN = Duration.ofSeconds(1);

    private final World world;
    private final Slots slots;
    private final RuleCompiler compiler;
    private final Map<Long, RunningTree> byCookie = new HashMap<>();

    Trees(World world, int firstSlot) {
        this.world = world;
        slots = new Slots(world.config.groupAddressBase(), world.config.groupAddressCount(), firstSlot);
        compiler = new RuleCompiler(world.config.pipeline());
    }

    /** Asks for a tree's rules; empty if there is no slot or tree number left. */
    Optional<RunningTree> bringUp(Distribution distribution, int shipment, TreeShape shape) {
        if (distribution.nextTreeNumber > MAX_TREE_NUMBER) {
            return Optional.empty();
        }
        return slots.take().map(slot -> {
            DistributionTree tree = DistributionTree.of(
                    distribution.id.number(),
                    distribution.nextTreeNumber++,
                    slot,
                    slots.address(slot),
                    shape.levels());
            RunningTree running = new RunningTree(distribution, shipment, tree, shape);
            byCookie.put(running.cookie(), running);
            world.load.treeComes(running.cookie(), tree, world.nowNanos);
            RuleStages stages = compiler.install(tree);
            world.effect(performer -> performer.install(running.cookie(), stages));
            return running;
        });
    }

    /** Takes a tree's rules out now, or as soon as they are in. Does nothing the second time. */
    void takeDown(RunningTree tree) {
        world.load.commanded(tree.cookie(), 0, world.nowNanos);
        tree.draining = false;
        if (tree.state == RunningTree.State.INSTALLING) {
            tree.removeWhenInstalled = true;
        } else if (tree.state == RunningTree.State.INSTALLED || tree.state == RunningTree.State.REFUSED) {
            remove(tree);
        }
    }

    /** Takes a tree's rules out once what is under way has had time to arrive. */
    void drain(RunningTree tree) {
        world.load.commanded(tree.cookie(), 0, world.nowNanos);
        tree.draining = true;
        tree.drainUntilNanos = world.nowNanos + world.config.patience().drain().toNanos();
    }

    private void remove(RunningTree tree) {
        tree.state = RunningTree.State.REMOVING;
        tree.removals++;
        RuleStages stages = compiler.remove(tree.tree);
        world.effect(performer -> performer.remove(tree.cookie(), stages));
    }

    /** What became of an installation. */
    Optional<RunningTree> installed(long cookie, boolean refused) {
        RunningTree tree = byCookie.get(cookie);
        if (tree == null || tree.state != RunningTree.State.INSTALLING) {
            return Optional.empty();
        }
        tree.state = refused ? RunningTree.State.REFUSED : RunningTree.State.INSTALLED;
        tree.installedNanos = world.nowNanos;
        if (!refused) {
            world.refusers.accepted(
                    tree.tree.levels().stream().flatMap(List::stream).map(DistributionTree.Hop::datapathId));
        }
        world.counters.add(refused ? Counters.Count.TREES_REFUSED : Counters.Count.TREES_INSTALLED, 1);
        if (tree.removeWhenInstalled) {
            remove(tree);
        }
        return Optional.of(tree);
    }

    /** What became of a removal; a failed one is tried again. */
    Optional<RunningTree> removed(long cookie, Optional<String> problem) {
        RunningTree tree = byCookie.get(cookie);
        if (tree == null || tree.state != RunningTree.State.REMOVING) {
            return Optional.empty();
        }
        if (problem.isPresent() && tree.removals < MAX_REMOVALS) {
            LOG.warn(
                    "Tried to take out {} of {} but {}; trying again",
                    tree.group(),
                    tree.distribution.id,
                    problem.get());
            tree.removeAgainNanos = world.nowNanos + REMOVE_AGAIN.toNanos();
            return Optional.empty();
        }
        problem.ifPresent(p -> LOG.error(
                "Gave up taking out rules with cookie {}: {}; look at the switch", Long.toHexString(cookie), p));
        tree.state = RunningTree.State.GONE;
        byCookie.remove(cookie);
        slots.release(tree.tree.slot());
        world.load.treeGone(cookie);
        // The window in which the rules went tells nothing; the next one is to begin at once.
        tree.tree.levels().forEach(level -> level.forEach(hop -> world.poll(hop.datapathId())));
        return Optional.of(tree);
    }

    /** Removals that are due. */
    void tick() {
        for (RunningTree tree : List.copyOf(byCookie.values())) {
            if (tree.draining && world.nowNanos - tree.drainUntilNanos >= 0) {
                takeDown(tree);
            } else if (tree.removeAgainNanos != 0 && world.nowNanos - tree.removeAgainNanos >= 0) {
                tree.removeAgainNanos = 0;
                remove(tree);
            }
        }
    }

    /** Flow rules and groups of all trees in each switch, those that are on their way in or out included. O(hops). */
    Map<DatapathId, Integer> rulesAt() {
        Map<DatapathId, Integer> rules = new HashMap<>();
        for (RunningTree tree : byCookie.values()) {
            for (List<DistributionTree.Hop> level : tree.tree.levels()) {
                level.forEach(hop -> rules.merge(hop.datapathId(), hop.outPorts().size() == 1 ? 1 : 2, Integer::sum));
            }
        }
        return rules;
    }

    Stream<RunningTree> of(Distribution distribution) {
        return byCookie.values().stream().filter(tree -> tree.distribution == distribution);
    }

    boolean isEmpty() {
        return byCookie.isEmpty();
    }

    int count() {
        return byCookie.size();
    }

    /** Takes out whatever is in switches but not here. */
    void sweep() {
        Set<Long> cookies = staying().map(RunningTree::cookie).collect(Collectors.toCollection(HashSet::new));
        Set<Integer> groups = staying()
                .map(tree -> Cookies.groupId(tree.tree.slot()))
                .collect(Collectors.toCollection(HashSet::new));
        world.effect(performer -> performer.sweep(cookies, groups));
    }

    /** A tree that is being removed passes over switches that are away; the sweep at their return must not. */
    private Stream<RunningTree> staying() {
        return byCookie.values().stream().filter(tree -> tree.state != RunningTree.State.REMOVING);
    }

    /** Puts the rules of installed trees back into a switch that came back. */
    void reinstall(DatapathId datapathId) {
        List<RuleStages> again = new ArrayList<>();
        for (RunningTree tree : byCookie.values()) {
            if (tree.state == RunningTree.State.INSTALLED || tree.state == RunningTree.State.INSTALLING) {
                List<SwitchRules> here = compiler.install(tree.tree).stages().stream()
                        .flatMap(List::stream)
                        .filter(rules -> rules.datapathId().equals(datapathId))
                        .collect(Collectors.toList());
                if (!here.isEmpty()) {
                    again.add(RuleStages.of(List.of(here)));
                }
            }
        }
        if (!again.isEmpty()) {
            world.effect(performer -> performer.reinstall(again));
        }
    }
}
