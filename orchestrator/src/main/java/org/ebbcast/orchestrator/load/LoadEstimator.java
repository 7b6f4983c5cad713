package org.ebbcast.orchestrator.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final int ebbIntervals;
    private final double lagSeconds;
    private final long staleNanos;
    private final Map<ConnectPoint, PortTrack> ports = new HashMap<>();
    private final Map<DatapathId, Long> lastReadNanos = new HashMap<>();
    private final Map<Long, OwnTree> trees = new HashMap<>();
    private final Set<ConnectPoint> tainted = new HashSet<>();

    /** One port: its last counters and both directions. */
    private static final class PortTrack {
        private final Foreground sent;
        private final Foreground received;
        private Optional<PortSample> last = Optional.empty();

        private PortTrack(int ebbIntervals) {
            sent = new Foreground(ebbIntervals);
            received = new Foreground(ebbIntervals);
        }
    }

    /**
     * @param ebbIntervals windows that a lull must last
     * @param counterLag how far flow counters may lag behind port counters
     * @param staleAfter age at which an estimate is no longer believed
     */
    public LoadEstimator(int ebbIntervals, Duration counterLag, Duration staleAfter) {
        this.ebbIntervals = ebbIntervals;
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

    /** One switch answered a poll. O(ports + rules of the switch). */
    public void read(DatapathId datapathId, List<PortSample> portSamples, List<RuleSample> rules, long nowNanos) {
        Long lastRead = lastReadNanos.put(datapathId, nowNanos);
        double window = windowSeconds(portSamples);
        Map<PortDirection, Double> own = new HashMap<>();
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
            Map<PortDirection, Double> own) {
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
            own.merge(PortDirection.receivedAt(ConnectPoint.of(datapathId, hop.inPort())), bits / window, Double::sum);
            hop.outPorts()
                    .forEach(port -> own.merge(
                            PortDirection.sentFrom(ConnectPoint.of(datapathId, port)), bits / window, Double::sum));
        });
    }

    private void readPort(PortSample sample, Map<PortDirection, Double> own, long nowNanos) {
        PortTrack track = ports.computeIfAbsent(sample.at(), at -> new PortTrack(ebbIntervals));
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
                direction(track.sent, before.sentBytes(), sample.sentBytes(), seconds,
                        own.getOrDefault(PortDirection.sentFrom(sample.at()), 0.0), nowNanos);
                direction(track.received, before.receivedBytes(), sample.receivedBytes(), seconds,
                        own.getOrDefault(PortDirection.receivedAt(sample.at()), 0.0), nowNanos);
            }
        });
        track.last = Optional.of(sample);
    }

    private static void direction(
            Foreground foreground, long bytesBefore, long bytes, double seconds, double own, long nowNanos) {
        if (bytes >= bytesBefore) {
            foreground.sample(8.0 * (bytes - bytesBefore) / seconds, own, nowNanos);
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
