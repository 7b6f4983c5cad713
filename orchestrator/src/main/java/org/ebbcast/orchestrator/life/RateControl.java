package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ebbcast.orchestrator.plan.FabricArc;
import org.ebbcast.planner.HierarchicalMaxMin;
import org.ebbcast.protocol.AdjustStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives every stream its rate: fair over what is idle, down at once, up in steps, less where data is lost. */
final class RateControl {
    private static final double UP_PER_INTERVAL = 1.0;
    private static final double LOSS_TOO_HIGH = 0.02;
    private static final double QUEUED_LOSS_TOO_HIGH = 0.05;
    private static final double LOSS_FINE = 0.005;
    /** Part of its plan by which a ceiling rises in an interval; with queues all along, loss harms nobody else. */
    private static final double CEILING_RISE = 0.1;

    private static final double QUEUED_CEILING_RISE = 0.5;
    /** A rate this little above what it was cut to is as good as that. */
    private static final double STILL_CUT = 1.1;
    private static final double BUSY_SHARE = 0.8;
    private static final double SMALLEST_CHANGE = 0.01;
    /** Switches are not read in the same instant: a plan made after the first answer may go where load is not known. */
    private static final Duration BUSY_PATIENCE = Duration.ofMillis(100);
    /** A report is believed to speak of the new rate this long after a cut. */
    private static final Duration LOSS_REACTION = Duration.ofMillis(300);
    private static final Duration LOSS_IGNORED = Duration.ofSeconds(5);
    private static final Duration LOSS_EPISODE = Duration.ofSeconds(2);
    private static final Duration LOSS_MEMORY = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(RateControl.class);

    private final World world;
    private long adjustedNanos;

    RateControl(World world) {
        this.world = world;
        adjustedNanos = world.nowNanos;
    }

    /** First rates of streams that are about to begin; others give way at once. */
    void start(Distribution d, Collection<Branch> starting) {
        Map<Branch, Double> fair = fairRates();
        starting.forEach(b -> b.rateBitsPerSecond = d.paused ? 0 : atLeastTrickle(b, fair.getOrDefault(b, 0.0)));
        starting.forEach(b -> ParityControl.adjust(world, b));
        starting.forEach(b -> world.load.commanded(b.tree.cookie(), b.rateBitsPerSecond, world.nowNanos));
        starting.forEach(b -> b.risesSinceNanos = world.nowNanos);
        apply(fair, starting);
    }

    /** A paused distribution: its senders keep their streams and send nothing; others may have the room. */
    void hold(Distribution d) {
        sending(d).forEach(b -> set(b, 0));
        adjust();
    }

    /** Its streams go on, as if they began now. */
    void release(Distribution d) {
        List<Branch> branches = sending(d);
        start(d, branches);
        branches.forEach(b -> set(b, b.rateBitsPerSecond));
    }

    private static List<Branch> sending(Distribution d) {
        return d.shipments.stream().flatMap(ShipmentRun::sending).collect(Collectors.toList());
    }

    /** New rates after statistics, an ended stream or a changed fabric. */
    void adjust() {
        double intervals = Math.min(
                1, (world.nowNanos - adjustedNanos) / (double) world.config.statisticsInterval().toNanos());
        adjustedNanos = world.nowNanos;
        Map<Branch, Double> fair = fairRates();
        fair.keySet().forEach(b -> ceiling(b, intervals));
        apply(fair, List.of());
        Map<FabricArc, Long> rivals = rivals(fair.keySet());
        fair.keySet().forEach(b -> noteBusy(b, rivals));
        fair.keySet().stream().filter(b -> ParityControl.adjust(world, b)).forEach(this::tellSender);
    }

    private void tellSender(Branch b) {
        world.send(b.root(), new AdjustStream(
                b.tree.shipment, b.streamId, b.tree.group(), b.rateBitsPerSecond, b.parityShards));
    }

    /*
     * fair     r* over idle bandwidth: on every link between distributions by priority, then between the streams of each
     *               by planned rate times targets
     * wanted   w = max(trickle, min(r*, c))                          c: ceiling by loss
     * rate     r' = w                            if w <= r           down at once
     *          r' = min(w, r + w * dt/T)         else                up in one statistics interval T; dt since the rate
     *                                                                last changed, so that steps too small to tell add up
     */
    private void apply(Map<Branch, Double> fair, Collection<Branch> except) {
        double interval = world.config.statisticsInterval().toNanos();
        fair.forEach((b, rate) -> {
            long wanted = atLeastTrickle(b, Math.min(rate, b.ceilingBitsPerSecond));
            double rise = UP_PER_INTERVAL * wanted * (world.nowNanos - b.risesSinceNanos) / interval;
            long next = Math.min(wanted, b.rateBitsPerSecond + (long) rise);
            boolean matters = Math.abs(next - b.rateBitsPerSecond) > SMALLEST_CHANGE * b.rateBitsPerSecond
                    || next == wanted && next != b.rateBitsPerSecond && rise > wanted / 2.0;
            if (matters && !except.contains(b)) {
                LOG.debug(
                        "{}: stream {}/{} from {} to {} bit/s: fair {}, ceiling {}",
                        b.tree.distribution.id, b.tree.shipment, b.streamId, b.rateBitsPerSecond, next,
                        Math.round(rate), Math.round(b.ceilingBitsPerSecond));
                world.counters.add(Counters.Count.RATE_CHANGES, 1);
                set(b, next);
            } else if (wanted <= b.rateBitsPerSecond) {
                b.risesSinceNanos = world.nowNanos;
            }
        });
    }

    private void set(Branch b, long bitsPerSecond) {
        b.rateBitsPerSecond = bitsPerSecond;
        b.risesSinceNanos = world.nowNanos;
        world.load.commanded(b.tree.cookie(), bitsPerSecond, world.nowNanos);
        tellSender(b);
        b.tree.distribution.changed();
    }

    private long atLeastTrickle(Branch b, double rate) {
        long trickle = world.config.planLimits().trickleBitsPerSecond();
        return (long) Math.max(rate, Math.min(trickle, b.tree.distribution.maxRateBitsPerSecond()));
    }

    private Map<Branch, Double> fairRates() {
        List<Distribution> distributions = new ArrayList<>(world.live.values());
        List<Branch> branches = new ArrayList<>();
        List<Integer> groups = new ArrayList<>();
        for (Distribution d : distributions) {
            for (Branch b : d.paused ? List.<Branch>of() : sending(d)) {
                groups.add(distributions.indexOf(d));
                branches.add(b);
            }
        }
        long[] idle = world.fabric.perArc(world::idleBitsPerSecond);
        List<int[]> links = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            links.add(links(branches.get(i), idle.length + groups.get(i)));
        }
        double[] rates = HierarchicalMaxMin.rates(
                withLimits(idle, distributions),
                links,
                branches.stream().mapToDouble(RateControl::weight).toArray(),
                groups.stream().mapToInt(Integer::intValue).toArray(),
                distributions.stream().mapToDouble(d -> d.intent.policy().priority()).toArray());
        Map<Branch, Double> byBranch = new HashMap<>();
        for (int i = 0; i < rates.length; i++) {
            byBranch.put(branches.get(i), rates[i]);
        }
        return byBranch;
    }

    /**
     * Where a distribution's own trees contend, the rate that is planned counts once for each target: the few behind a
     * slow link have a tree of their own, but do not take from the many what these share with it.
     */
    private static double weight(Branch b) {
        return Math.max(1, b.plannedBitsPerSecond) * b.targets().size();
    }

    /** Room on every link, then what each distribution allows itself: a link more, which all its streams cross. */
    private static long[] withLimits(long[] idle, List<Distribution> distributions) {
        long[] room = Arrays.copyOf(idle, idle.length + distributions.size());
        for (int i = 0; i < distributions.size(); i++) {
            room[idle.length + i] = distributions.get(i).maxRateBitsPerSecond();
        }
        return room;
    }

    /**
     * Arcs of the tree that the fabric still has, and its distribution's limit; what is behind a lost arc does not slow
     * the others down.
     */
    private int[] links(Branch b, int limit) {
        int[] arcs = b.tree.shape.arcs().stream()
                .flatMap(arc -> world.fabric.idOf(arc).stream())
                .mapToInt(Integer::intValue)
                .toArray();
        return arcs.length == 0 ? arcs : IntStream.concat(Arrays.stream(arcs), IntStream.of(limit)).toArray();
    }

    /*
     * p   loss that at least a quarter of the receivers see (one who cannot keep up is repaired, not waited for)
     * c'  = r * (1 - p)                   if p > 2 % (5 % where queues protect others): what got through
     *     = no ceiling for 5 s            if p is still above half of what led to the last cut, at the rate that it cut
     *                                     to: then the rate is not
     *                                     what it comes from, and slowing down further would only lose time
     *     = c + 0.1 * planned * dt/T      if p < 0.5 %
     *     = c + 0.5 * planned * dt/T      if p is not too high, where queues protect others: a ceiling is for the time
     *                                     until statistics show what has come
     */
    private void ceiling(Branch b, double intervals) {
        double p = widespreadLoss(b);
        boolean queued = isQueued(b);
        if (p > tooHigh(queued) && world.nowNanos - b.lossIgnoredUntilNanos >= 0) {
            boolean useless = isStillCut(b) && b.lossAtCut > 0 && p > b.lossAtCut / 2;
            b.lossSeenNanos = world.nowNanos;
            b.lossAtCut = useless ? 0 : p;
            b.ceilingBitsPerSecond = useless ? Double.POSITIVE_INFINITY : b.rateBitsPerSecond * (1 - p);
            b.cutToBitsPerSecond = b.ceilingBitsPerSecond;
            b.lossIgnoredUntilNanos = world.nowNanos + (useless ? LOSS_IGNORED : LOSS_REACTION).toNanos();
        } else if (p < (queued ? QUEUED_LOSS_TOO_HIGH : LOSS_FINE)
                && b.ceilingBitsPerSecond < 2.0 * b.plannedBitsPerSecond) {
            double rise = queued ? QUEUED_CEILING_RISE : CEILING_RISE;
            b.ceilingBitsPerSecond += rise * b.plannedBitsPerSecond * intervals;
        }
    }

    /** Whether it was cut lately, on the tree that it is on, and has not risen since. */
    private boolean isStillCut(Branch b) {
        return b.lossSeenNanos - b.treeChangedNanos > 0
                && !world.passed(b.lossSeenNanos, LOSS_EPISODE)
                && b.rateBitsPerSecond <= STILL_CUT * b.cutToBitsPerSecond;
    }

    private static double tooHigh(boolean queued) {
        return queued ? QUEUED_LOSS_TOO_HIGH : LOSS_TOO_HIGH;
    }

    /** Whether the foreground passes ahead of it within a packet on every link of its tree. */
    private boolean isQueued(Branch b) {
        return b.tree.shape.arcs().stream().allMatch(arc -> world.queues.isPresent(arc.measuredAt()));
    }

    /**
     * Whether a report of one receiver may call for a cut, so that rates are to be looked at without delay. Every report is
     * asked: only one that tells of loss is worth a walk over the tree.
     */
    boolean isTelling(ShipmentRun s, Receiver r) {
        return r.lossFraction > LOSS_TOO_HIGH
                && s.serving(r.host).anyMatch(b -> r.lossFraction > tooHigh(isQueued(b)));
    }

    private double widespreadLoss(Branch b) {
        List<Double> losses = b.tree
                .distribution
                .shipment(b.tree.shipment)
                .map(s -> b.tree.distribution
                        .lacking(s)
                        .filter(r -> b.serves(r.host) && !world.passed(r.lossNanos, LOSS_MEMORY))
                        .filter(r -> isOfPresentRate(b, r))
                        .map(r -> r.lossFraction)
                        .sorted(Comparator.reverseOrder())
                        .collect(Collectors.toList()))
                .orElse(List.of());
        int quarter = (b.targets().size() + 3) / 4;
        return losses.size() < quarter ? 0 : losses.get(quarter - 1);
    }

    /**
     * The whole window of the report lies after the last cut and after the last change of trees: what was lost on a way
     * that is gone says nothing about the rate on the present one.
     */
    private static boolean isOfPresentRate(Branch b, Receiver r) {
        long windowBeganNanos = r.lossNanos - r.lossWindowNanos;
        return r.lossNanos - b.startedNanos > 0
                && (b.treeChangedNanos == 0 || windowBeganNanos - b.treeChangedNanos > 0)
                && (b.lossSeenNanos == 0 || windowBeganNanos - b.lossSeenNanos > 0);
    }

    /** Distributions that send over each link. */
    private static Map<FabricArc, Long> rivals(Collection<Branch> branches) {
        Map<FabricArc, Set<Distribution>> by = new HashMap<>();
        branches.forEach(b -> b.tree.shape.arcs()
                .forEach(arc -> by.computeIfAbsent(arc, a -> new HashSet<>()).add(b.tree.distribution)));
        Map<FabricArc, Long> counts = new HashMap<>();
        by.forEach((arc, distributions) -> counts.put(arc, (long) distributions.size()));
        return counts;
    }

    /**
     * A stream is busy while what its links have for its distribution, or what gets through, is below four fifths of its
     * plan: another plan is looked for then, and taken if it is worth the change. What it leaves to other trees of the
     * same distribution does not count.
     */
    private void noteBusy(Branch b, Map<FabricArc, Long> rivals) {
        Distribution d = b.tree.distribution;
        double planned = sending(d).stream().mapToDouble(mine -> mine.plannedBitsPerSecond).sum();
        double allowed = b.plannedBitsPerSecond * Math.min(1, d.maxRateBitsPerSecond() / planned);
        double room = b.tree.shape.arcs().stream()
                .filter(arc -> world.fabric.idOf(arc).isPresent())
                .mapToDouble(arc -> world.idleBitsPerSecond(arc) / rivals.get(arc))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        if (Math.min(room, b.ceilingBitsPerSecond) >= BUSY_SHARE * allowed) {
            b.busySinceNanos = 0;
        } else if (b.busySinceNanos == 0) {
            b.busySinceNanos = world.nowNanos;
        }
    }

    /** Whether that has lasted. */
    boolean isBusy(Branch b) {
        return b.isSending() && b.busySinceNanos != 0 && world.passed(b.busySinceNanos, BUSY_PATIENCE);
    }
}
