package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.protocol.HostId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What outlives a controller: the intents that are not over, the last that are, and the counters from which numbers
 * come. Numbers are reserved in blocks, so that one write serves many. Owned by the orchestrator's loop.
 */
final class Memory {
    private static final Logger LOG = LoggerFactory.getLogger(Memory.class);
    private static final int BLOCK = 1000;
    private static final int SLOTS_A_LIFE = 4096;
    private static final int TREES_A_LIFE = 256;
    private static final int MAX_TREE_NUMBER = 0xffff;

    private final World world;
    private final SortedMap<Integer, JournalEntry> loaded = new TreeMap<>();
    private final SortedMap<Integer, TreeSet<HostId>> over = new TreeMap<>();
    /** Begun by a controller before this one, which alone knew who sent; over since. */
    private final TreeSet<Integer> inheritedOver = new TreeSet<>();

    private final List<DistributionView> justOver = new ArrayList<>();
    private final List<DistributionId> forgotten = new ArrayList<>();
    private final Deque<DistributionId> history = new ArrayDeque<>();
    private int lastDistribution;
    private int nextShipment;
    private int reservedShipments;
    private final int life;

    Memory(World world, Map<String, byte[]> journal) {
        this.world = world;
        JournalEntry.Numbers numbers = JournalEntry.Numbers.NONE;
        for (Map.Entry<String, byte[]> entry : journal.entrySet()) {
            try {
                if (entry.getKey().equals(JournalEntry.Numbers.KEY)) {
                    numbers = JournalEntry.Numbers.decode(entry.getValue());
                } else if (entry.getKey().startsWith(JournalEntry.PREFIX)) {
                    JournalEntry loadedEntry = JournalEntry.decode(entry.getValue());
                    loaded.put(loadedEntry.id().number(), loadedEntry);
                }
            } catch (IllegalArgumentException e) {
                LOG.error("Tried to read journal entry '{}' but {}; it is left out", entry.getKey(), e.getMessage());
            }
        }
        life = numbers.life() + 1;
        nextShipment = Math.max(1, numbers.shipments());
        reservedShipments = nextShipment + BLOCK;
        lastDistribution = Math.max(numbers.distribution(), loaded.isEmpty() ? 0 : loaded.lastKey());
        saveNumbers();
        loaded.values().stream().filter(JournalEntry::isOver).forEach(entry -> {
            justOver.add(entry.view());
            over.put(entry.id().number(), new TreeSet<>(entry.hosts()));
            history.addLast(entry.id());
        });
    }

    /** Each life of a controller begins elsewhere, because switches that are away may still have rules of the last. */
    int firstSlot() {
        return (int) ((long) life * SLOTS_A_LIFE % world.config.groupAddressCount());
    }

    /** How many controllers have begun, this one included. */
    int life() {
        return life;
    }

    int nextShipmentNumber() {
        if (nextShipment >= reservedShipments) {
            reservedShipments = nextShipment + BLOCK;
            saveNumbers();
        }
        return nextShipment++;
    }

    int nextDistributionNumber() {
        lastDistribution++;
        saveNumbers();
        return lastDistribution;
    }

    private void saveNumbers() {
        byte[] value = JournalEntry.Numbers.of(life, lastDistribution, reservedShipments).encode();
        world.effect(performer -> performer.save(JournalEntry.Numbers.KEY, value));
    }

    void saveLive(Distribution d) {
        byte[] value = JournalEntry.live(
                        d.id,
                        d.intent,
                        List.copyOf(d.targets.keySet()),
                        d.targetsAreAll,
                        d.paused,
                        d.createdAt)
                .encode();
        world.effect(performer -> performer.save(JournalEntry.key(d.id), value));
    }

    /**
     * Each life numbers the trees of a distribution from elsewhere: a switch that is away may have rules of the last
     * one, and their cookies must not look live when it is back.
     */
    private static int firstTree(int life) {
        return life * TREES_A_LIFE & MAX_TREE_NUMBER;
    }

    /** Distributions that were not over when the controller before this one ended. */
    List<Distribution> unfinished(Instant wallClock, long nowNanos) {
        return loaded.values().stream()
                .filter(entry -> !entry.isOver())
                .map(entry -> resumed(entry, wallClock, nowNanos))
                .collect(Collectors.toList());
    }

    private Distribution resumed(JournalEntry entry, Instant wallClock, long nowNanos) {
        long age = Math.max(0, Duration.between(entry.createdAt(), wallClock).toNanos());
        Distribution d = new Distribution(entry.id(), entry.intent(), entry.createdAt(), nowNanos - age, true);
        d.stateSinceNanos = nowNanos;
        entry.hosts().forEach(host -> d.targets.put(host, new Target(host)));
        d.targetsAreAll = entry.targetsAreAll();
        d.paused = entry.paused();
        d.nextTreeNumber = firstTree(life);
        return d;
    }

    /** A distribution has ended and its rules are out. */
    void over(Distribution d, DistributionView view) {
        justOver.add(view);
        over.put(d.id.number(), new TreeSet<>(d.unforgotten));
        if (d.resumed) {
            inheritedOver.add(d.id.number());
        }
        history.addLast(d.id);
        byte[] value = JournalEntry.over(view, List.copyOf(d.unforgotten), d.targetsAreAll).encode();
        world.effect(performer -> performer.save(JournalEntry.key(d.id), value));
        Counters.Count count = Counters.Count.valueOf("DISTRIBUTIONS_" + d.state);
        world.counters.add(count, 1);
        while (history.size() > world.config.history()) {
            DistributionId oldest = history.removeFirst();
            forgotten.add(oldest);
            over.remove(oldest.number());
            inheritedOver.remove(oldest.number());
            world.effect(performer -> performer.drop(JournalEntry.key(oldest)));
        }
    }

    /** Whether {@code id} is remembered as over. */
    boolean isKnown(DistributionId id) {
        return over.containsKey(id.number());
    }

    /**
     * What a host must forget, because it ended while the host was away.
     *
     * @param isNew whether this controller has not seen the host before, so that it may have sent for the one before
     */
    List<DistributionId> toForget(HostId host, boolean isNew) {
        return over.entrySet().stream()
                .filter(e -> e.getValue().remove(host) || isNew && inheritedOver.contains(e.getKey()))
                .map(e -> DistributionId.of(e.getKey()))
                .collect(Collectors.toList());
    }

    List<DistributionView> drainOver() {
        List<DistributionView> drained = new ArrayList<>(justOver);
        justOver.clear();
        return drained;
    }

    List<DistributionId> drainForgotten() {
        List<DistributionId> drained = List.copyOf(forgotten);
        forgotten.clear();
        return drained;
    }
}
