package org.ebbcast.orchestrator.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ebbcast.orchestrator.EventLoop;
import org.ebbcast.orchestrator.port.RuleException;
import org.ebbcast.orchestrator.port.RulePort;
import org.ebbcast.rules.Action;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.FlowRule;
import org.ebbcast.rules.GroupEntry;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PortNumber;
import org.ebbcast.rules.RuleStages;
import org.ebbcast.rules.SwitchRules;

/** Switches that hold rules. They answer late, refuse at random, and keep their rules while they are away. */
public final class SimRules implements RulePort {
    private static final long ANSWER_NANOS = 3_000_000;

    private final EventLoop loop;
    private final Random random;
    private final Map<DatapathId, Table> tables = new TreeMap<>();
    private final Set<DatapathId> away = new HashSet<>();
    private final Set<DatapathId> refusing = new HashSet<>();
    private double refusals;
    private int mostRules;
    private int lives;

    /** What is in one switch. */
    static final class Table {
        final Map<Long, FlowRule> flows = new TreeMap<>();
        final Map<Long, Double> bytes = new HashMap<>();
        final Map<Long, Long> sinceNanos = new HashMap<>();
        final Map<Integer, GroupEntry> groups = new TreeMap<>();
    }

    public SimRules(EventLoop loop, Random random) {
        this.loop = loop;
        this.random = random;
    }

    /** Fraction of installations that a switch refuses from now on. */
    public void refuse(double fraction) {
        refusals = fraction;
    }

    /** Switches that take no rule from now on. */
    public void refuse(Set<DatapathId> switches) {
        refusing.clear();
        refusing.addAll(switches);
    }

    /** Flow rules and groups together that any one switch has had at most. */
    public int mostRules() {
        return mostRules;
    }

    /** What a dead controller had not sent yet never comes. */
    public void controllerDied() {
        lives++;
    }

    void away(DatapathId datapathId, boolean isAway) {
        if (isAway) {
            away.add(datapathId);
        } else {
            away.remove(datapathId);
        }
    }

    /** A rule matched a packet. */
    public void matched(DatapathId datapathId, long cookie, int packetBytes) {
        table(datapathId).bytes.merge(cookie, (double) packetBytes, Double::sum);
    }

    Table table(DatapathId datapathId) {
        return tables.computeIfAbsent(datapathId, d -> new Table());
    }

    /** Ports out of which a packet to {@code group} goes, and the rule that says so. */
    Optional<FlowRule> match(DatapathId datapathId, PortNumber inPort, Ipv4Address group) {
        return table(datapathId).flows.values().stream()
                .filter(f -> f.inPort().equals(inPort) && f.destination().equals(group))
                .findFirst();
    }

    List<PortNumber> outputs(DatapathId datapathId, FlowRule flow) {
        List<PortNumber> ports = new ArrayList<>();
        for (Action action : flow.actions()) {
            if (action.kind() == Action.Kind.OUTPUT) {
                ports.add(PortNumber.of(action.operand()));
            } else if (action.kind() == Action.Kind.GROUP) {
                GroupEntry group = table(datapathId).groups.get((int) action.operand());
                ports.addAll(group == null ? List.of() : group.outputs());
            }
        }
        return ports;
    }

    @Override
    public CompletionStage<Void> install(RuleStages stages) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        step(stages, 0, done, lives);
        return done;
    }

    private void step(RuleStages stages, int stage, CompletableFuture<Void> done, int life) {
        if (stage == stages.stages().size()) {
            done.complete(null);
            return;
        }
        loop.schedule(ANSWER_NANOS + random.nextInt(2_000_000), () -> {
            if (life != lives) {
                return;
            }
            for (SwitchRules rules : stages.stages().get(stage)) {
                if (away.contains(rules.datapathId())
                        || refusing.contains(rules.datapathId())
                        || random.nextDouble() < refusals) {
                    undo(stages, stage);
                    String why = away.contains(rules.datapathId()) ? "not connected" : "table full";
                    done.completeExceptionally(new RuleException(rules.datapathId(), why));
                    return;
                }
                put(rules);
            }
            step(stages, stage + 1, done, life);
        });
    }

    private void put(SwitchRules rules) {
        Table table = table(rules.datapathId());
        rules.group().ifPresent(group -> table.groups.put(group.groupId(), group));
        long cookie = rules.flow().cookie();
        if (table.flows.put(cookie, rules.flow()) == null) {
            table.bytes.put(cookie, 0.0);
            table.sinceNanos.put(cookie, loop.nowNanos());
        }
        mostRules = Math.max(mostRules, table.flows.size() + table.groups.size());
    }

    private void undo(RuleStages stages, int upTo) {
        for (int stage = 0; stage <= upTo; stage++) {
            stages.stages().get(stage).forEach(this::takeOut);
        }
    }

    private void takeOut(SwitchRules rules) {
        if (!away.contains(rules.datapathId())) {
            Table table = table(rules.datapathId());
            table.flows.remove(rules.flow().cookie());
            rules.group().ifPresent(group -> table.groups.remove(group.groupId()));
        }
    }

    @Override
    public CompletionStage<Void> remove(RuleStages stages) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.schedule(ANSWER_NANOS + random.nextInt(5_000_000), () -> {
            stages.stages().forEach(stage -> stage.forEach(this::takeOut));
            done.complete(null);
        });
        return done;
    }

    @Override
    public CompletionStage<List<OwnRule>> removeOrphans(Set<Long> liveCookies, Set<Integer> liveGroupIds) {
        CompletableFuture<List<OwnRule>> done = new CompletableFuture<>();
        loop.schedule(ANSWER_NANOS + random.nextInt(20_000_000), () -> {
            List<OwnRule> removed = new ArrayList<>();
            tables.forEach((datapathId, table) -> {
                if (!away.contains(datapathId)) {
                    table.flows.keySet().removeIf(cookie -> !liveCookies.contains(cookie)
                            && removed.add(OwnRule.flow(datapathId, cookie)));
                    table.groups.keySet().removeIf(
                            id -> !liveGroupIds.contains(id) && removed.add(OwnRule.group(datapathId, id)));
                }
            });
            done.complete(removed);
        });
        return done;
    }

    @Override
    public CompletionStage<List<OwnRule>> inventory() {
        return CompletableFuture.completedFuture(everything());
    }

    /** Everything in all switches, those that are away included. */
    public List<OwnRule> everything() {
        List<OwnRule> all = new ArrayList<>();
        tables.forEach((datapathId, table) -> {
            table.flows.keySet().forEach(cookie -> all.add(OwnRule.flow(datapathId, cookie)));
            table.groups.keySet().forEach(id -> all.add(OwnRule.group(datapathId, id)));
        });
        return all;
    }
}
