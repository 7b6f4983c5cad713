package org.ebbcast.orchestrator.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.ebbcast.orchestrator.port.PortSample;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.DistributionTree;
import org.ebbcast.rules.DistributionTree.Hop;

/**
 * Foreground load of every port in each direction: measured load less what Ebbcast's own trees carry there.
 *
 * <p>Rates come from differences of counters over the switch's own durations. A window in which a counter went
 * backwards, no time passed, or one of Ebbcast's rules vanished with bytes that were never read, tells nothing: the
 * estimate stays what it was and grows old. Equations are in {@link Foreground} and {@link OwnRule}, reasons in
 * docs/orchestrator.md. Owned by the orchestrator's loop. Memory is O(ports + rules).
 */
public final class LoadEstimator {
    /** Share of the capacity above which a port counts as full; a stream alone on it stays below by the headroom. */
    private static final double FULL = 0.98;

    /** A queue that sent a smaller share than this of what trees sent through its port did nothing in that window. */
    private static final double IN_VAIN = 0.1;
    /** Share of the capacity that trees must have sent for that to be telling. */
    private static final double TELLING = 0.02;
    /** Telling windows in a row: the first may have been over before the first datagram came. */
    private static final int IN_VAIN_WINDOWS = 2;

    private final int ebbIntervals;
    private final long intervalNanos;
    private final double lagSeconds;
    private final long staleNanos;
    private final Map<ConnectPoint, PortTrack> ports = new HashMap<>();
    private final Map<DatapathId, Long> lastReadNanos = new HashMap<>();
    private final Map<Long, OwnTree> trees = new HashMap<>();
    private final Set<ConnectPoint> tainted = new HashSet<>();
    private final Fetches fetches = new Fetches();
    private Map<Long, Map<PortDirection, Double>> lossBehind = Map.of();
    private ToLongFunction<PortDirection> capacity = where -> Long.MAX_VALUE;

    /**
     * Ebbcast's load of one place in one window. A switch counts what it forwards towards a port; at a full port the
     * lowest queue drops some of that, as much as all receivers behind it lost.
     */
    private static final class Own {
        private static final Own NOTHING = new Own();
        private double bitsPerSecond;
        private double throughBitsPerSecond;

        private void add(double bits, double lost) {
            bitsPerSecond += bits;
            throughBitsPerSecond += bits * (1 - lost);
        }
    }

    /** One port: its last counters and both directions. */
    private static final class PortTrack {
        private Foreground sent;
        private Foreground received;
        private Optional<PortSample> last = Optional.empty();
        private int inVain;

        private PortTrack(int ebbIntervals, long intervalNanos) {
            sent = new Foreground(ebbIntervals, intervalNanos);
            received = new Foreground(ebbIntervals, intervalNanos);
        }
    }

    /**
     * @param ebbIntervals intervals that a lull must last
     * @param interval between two regular readings of a switch; there may be more
     * @param counterLag how far flow counters may lag behind port counters
     * @param staleAfter age at which an estimate is no longer believed
     */
    public LoadEstimator(int ebbIntervals, Duration interval, Duration counterLag, Duration staleAfter) {
        this.ebbIntervals = ebbIntervals;
        intervalNanos = interval.toNanos();
        lagSeconds = counterLag.toNanos() / 1e9;
        staleNanos = staleAfter.toNanos();
    }

    /** The tree's rules may be in switches from now on. */
    public void treeComes(long cookie, DistributionTree tree, long nowNanos) {
        trees.put(cookie, new OwnTree(tree, nowNanos));
    }

    /** The tree's sender was told this wire rate; 0 when it stops. */
    public void commanded(long cookie, long bitsPerSecond, long nowNanos) {
        OwnTree tree = trees.get(cookie);
        if (tree != null) {
            tree.command(bitsPerSecond, nowNanos);
        }
    }

    /** The tree's rules are out: what they counted since the last reading is lost with them. */
    public void treeGone(long cookie) {
        OwnTree tree = trees.remove(cookie);
        if (tree != null) {
            tree.hops().forEach((datapathId, hop) -> {
                OwnRule rule = tree.rules().get(datapathId);
                if (rule == null || !rule.hasVanished()) {
                    taint(hop);
                }
            });
        }
    }

    private void taint(Hop hop) {
        tainted.add(ConnectPoint.of(hop.datapathId(), hop.inPort()));
        hop.outPorts().forEach(port -> tainted.add(ConnectPoint.of(hop.datapathId(), port)));
    }

    /** Hosts fetched so much from each other for Ebbcast, and it may have crossed these places. */
    public void fetched(Collection<PortDirection> crossed, double bits, long nowNanos) {
        fetches.add(crossed, bits, nowNanos);
    }

    /**
     * Ebbcast's unknown traffic at a port has ended: streams that a controller before this one had begun. What was
     * measured there says nothing any more, nor does the present window.
     */
    public void interrupted(ConnectPoint at) {
        PortTrack track = ports.get(at);
        if (track != null) {
            track.sent = new Foreground(ebbIntervals, intervalNanos);
            track.received = new Foreground(ebbIntervals, intervalNanos);
            tainted.add(at);
        }
    }

    /** Fraction of each tree's datagrams that all receivers behind a link lost, by cookie; 0 where nothing is said. */
    public void lossBehind(Map<Long, Map<PortDirection, Double>> fractions) {
        lossBehind = fractions;
    }

    /**
     * One switch answered a poll. O(ports + rules of the switch).
     *
     * @param capacityBitsPerSecond line rate of a port's direction; the greatest number where it is unknown
     */
    public void read(
            DatapathId datapathId,
            List<PortSample> portSamples,
            List<RuleSample> rules,
            ToLongFunction<PortDirection> capacityBitsPerSecond,
            long nowNanos) {
        capacity = capacityBitsPerSecond;
        Long lastRead = lastReadNanos.put(datapathId, nowNanos);
        double window = windowSeconds(portSamples);
        Map<PortDirection, Own> own = new HashMap<>();
        if (window > 0 && lastRead != null && nowNanos > lastRead) {
            addOwn(datapathId, rules, window, (nowNanos - lastRead) / 1e9, nowNanos, own);
        }
        for (PortSample sample : portSamples) {
            readPort(sample, own, nowNanos);
        }
    }

    private double windowSeconds(List<PortSample> samples) {
        long window = 0;
        for (PortSample sample : samples) {
            PortTrack track = ports.get(sample.at());
            if (track != null && track.last.isPresent()) {
                window = Math.max(window, sample.switchNanos() - track.last.get().switchNanos());
            }
        }
        return window / 1e9;
    }

    private void addOwn(
            DatapathId datapathId,
            List<RuleSample> rules,
            double window,
            double elapsed,
            long nowNanos,
            Map<PortDirection, Own> own) {
        Map<Long, RuleSample> byCookie = new HashMap<>();
        rules.forEach(rule -> byCookie.put(rule.cookie(), rule));
        trees.forEach((cookie, tree) -> {
            Hop hop = tree.hops().get(datapathId);
            RuleSample sample = byCookie.get(cookie);
            if (hop == null) {
                return;
            }
            OwnRule rule = tree.rules().computeIfAbsent(datapathId, d -> new OwnRule());
            if (sample == null) {
                if (rule.vanish(tree.commandedBits(nowNanos))) {
                    taint(hop);
                }
                return;
            }
            double bits = rule.bitsInWindow(
                    sample, window, window / elapsed, tree.commandedBits(nowNanos), lagSeconds);
            Map<PortDirection, Double> lost = lossBehind.getOrDefault(cookie, Map.of());
            places(datapathId, hop).forEach(where -> own.computeIfAbsent(where, w -> new Own())
                    .add(bits / window, lost.getOrDefault(where, 0.0)));
        });
    }

    private static List<PortDirection> places(DatapathId datapathId, Hop hop) {
        List<PortDirection> places = new ArrayList<>();
        places.add(PortDirection.receivedAt(ConnectPoint.of(datapathId, hop.inPort())));
        hop.outPorts().forEach(port -> places.add(PortDirection.sentFrom(ConnectPoint.of(datapathId, port))));
        return places;
    }

    private void readPort(PortSample sample, Map<PortDirection, Own> own, long nowNanos) {
        PortTrack track = ports.computeIfAbsent(sample.at(), at -> new PortTrack(ebbIntervals, intervalNanos));
        boolean lost = tainted.remove(sample.at());
        if (track.last.isPresent() && sample.switchNanos() == track.last.get().switchNanos()) {
            if (lost) {
                tainted.add(sample.at());
            }
            return;
        }
        track.last.ifPresent(before -> {
            double seconds = (sample.switchNanos() - before.switchNanos()) / 1e9;
            if (seconds > 0 && !lost) {
                PortDirection out = PortDirection.sentFrom(sample.at());
                PortDirection in = PortDirection.receivedAt(sample.at());
                long sentBytes = sample.sentBytes() - before.sentBytes();
                long receivedBytes = sample.receivedBytes() - before.receivedBytes();
                OptionalDouble queued = queued(track, sample, before, out, own);
                direction(track.sent, sentBytes, seconds, out, queued, own, nowNanos);
                direction(track.received, receivedBytes, seconds, in, OptionalDouble.empty(), own, nowNanos);
            }
        });
        track.last = Optional.of(sample);
    }

    /**
     * What the queue of image data sent between two samples, bytes: own load without guessing, repairs included. Empty
     * where the queue lacks, and where it sent next to nothing of what rules say was sent: then it is there in vain.
     */
    private OptionalDouble queued(
            PortTrack track, PortSample sample, PortSample before, PortDirection out, Map<PortDirection, Own> own) {
        if (sample.queueBytes().isEmpty() || before.queueBytes().isEmpty()) {
            return OptionalDouble.empty();
        }
        double bytes = sample.queueBytes().getAsLong() - before.queueBytes().getAsLong();
        double seconds = (sample.switchNanos() - before.switchNanos()) / 1e9;
        double trees = own.getOrDefault(out, Own.NOTHING).bitsPerSecond * seconds / 8;
        boolean telling = trees > TELLING * capacity.applyAsLong(out) * seconds / 8;
        boolean vain = bytes < IN_VAIN * trees;
        if (telling) {
            track.inVain = vain ? track.inVain + 1 : 0;
        }
        return vain ? OptionalDouble.empty() : OptionalDouble.of(bytes);
    }

    /** Whether trees are sent through a port whose queue of image data stands still: it does not protect anybody. */
    public boolean isQueueInVain(PortDirection where) {
        PortTrack track = ports.get(where.at());
        return where.isSent() && track != null && track.inVain >= IN_VAIN_WINDOWS;
    }

    private void direction(
            Foreground foreground,
            long bytes,
            double seconds,
            PortDirection where,
            OptionalDouble queued,
            Map<PortDirection, Own> own,
            long nowNanos) {
        if (bytes < 0) {
            return;
        }
        double measured = 8.0 * bytes / seconds;
        long line = capacity.applyAsLong(where);
        if (queued.isPresent()) {
            foreground.sample(measured, queued.getAsDouble() * 8 / seconds, seconds, line, nowNanos);
        } else {
            boolean full = measured >= FULL * line;
            Own mine = own.getOrDefault(where, Own.NOTHING);
            double trees = full ? mine.throughBitsPerSecond : mine.bitsPerSecond;
            double fetched = Math.min(Math.max(0, measured - trees), fetches.bits(where, nowNanos) / seconds);
            foreground.sample(measured, trees + fetched, seconds, line, nowNanos);
        }
    }

    /** What was last measured there, however old; empty if nothing ever was. */
    public Optional<LinkLoad> last(PortDirection direction, long nowNanos) {
        PortTrack track = ports.get(direction.at());
        if (track == null) {
            return Optional.empty();
        }
        Foreground foreground = direction.isSent() ? track.sent : track.received;
        return foreground.isKnown() ? Optional.of(foreground.load(nowNanos)) : Optional.empty();
    }

    /** As {@link #last}, but empty also when too old to be believed. */
    public Optional<LinkLoad> fresh(PortDirection direction, long nowNanos) {
        return last(direction, nowNanos).filter(load -> load.ageNanos() <= staleNanos);
    }

    /** Forgets a switch that went away, so that its return begins afresh. */
    public void forget(DatapathId datapathId, long nowNanos) {
        ports.keySet().removeIf(at -> at.datapathId().equals(datapathId));
        tainted.removeIf(at -> at.datapathId().equals(datapathId));
        lastReadNanos.remove(datapathId);
        trees.values().forEach(tree -> Optional.ofNullable(tree.rules().get(datapathId))
                .ifPresent(rule -> rule.vanish(tree.commandedBits(nowNanos))));
    }
}
