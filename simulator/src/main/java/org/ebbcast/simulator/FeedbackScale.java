package org.ebbcast.simulator;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.ebbcast.agent.transport.ReceiverSettings;
import org.ebbcast.agent.transport.ReportTimer;
import org.ebbcast.agent.transport.SourceGate;
import org.ebbcast.orchestrator.life.FeedbackBudget;

/**
 * What any number of receivers send to the controller and to the source of one distribution: the real {@link ReportTimer}
 * and {@link SourceGate} of each, over a model of who lacks which of 64 pieces and whom the rack can help.
 */
final class FeedbackScale {
    private static final long SECOND = 1_000_000_000L;
    private static final long BUCKET = SECOND / 10;
    private static final int RACK = 40;
    private static final double STREAM_SECONDS = 20;
    private static final long ROUND_NANOS = 2 * SECOND;

    private final int receivers;
    private final Loss loss;
    private final SplittableRandom random;
    private final ReportTimer[] timers;
    private final SourceGate[] gates;
    private final long[] lacking;
    private final long[] rackHas;
    private final boolean[] toldReady;
    private final boolean[] told;
    private final long[] nextRepair;
    private final PriorityQueue<long[]> events = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
    private final Counter controller = new Counter();
    private final Counter source = new Counter();
    private final int reportMillis;
    private long doneNanos;
    private int open;

    /** Who lacks what when the stream has ended. */
    enum Loss {
        /** Every receiver lost a hundredth of the datagrams, each others: the rack has nearly all. */
        INDEPENDENT,
        /** One rack in ten got nothing of eight pieces. */
        SUBTREE,
        /** Nobody got eight of the pieces. */
        EVERYBODY
    }

    /**
     * Greatest numbers in any second, and when the last receiver had told that it has everything.
     *
     * @param unboundedControllerPerSecond what would come to the controller if everybody went on reporting four times a second
     * @param sourceRequests in all
     */
    record Result(int receivers, Loss loss, int reportMillis, long controllerPerSecond, long sourcePerSecond,
            long unboundedControllerPerSecond, long sourceRequests, double seconds) {}

    private FeedbackScale(int receivers, Loss loss, int limitPerSecond, long seed) {
        this.receivers = receivers;
        this.loss = loss;
        random = new SplittableRandom(seed);
        reportMillis = FeedbackBudget.reportMillis(receivers, limitPerSecond, 0);
        timers = new ReportTimer[receivers];
        gates = new SourceGate[receivers];
        lacking = new long[receivers];
        rackHas = new long[(receivers + RACK - 1) / RACK];
        toldReady = new boolean[receivers];
        told = new boolean[receivers];
        nextRepair = new long[receivers];
        Arrays.fill(nextRepair, Long.MAX_VALUE);
        open = receivers;
    }

    static Result run(int receivers, Loss loss, int limitPerSecond, long seed) {
        return new FeedbackScale(receivers, loss, limitPerSecond, seed).run();
    }

    private Result run() {
        ReceiverSettings settings = ReceiverSettings.DEFAULT;
        for (int r = 0; r < receivers; r++) {
            timers[r] = new ReportTimer(settings.reportNanos(), random, 0);
            timers[r].setInterval(reportMillis * 1_000_000L, 0);
            gates[r] = new SourceGate(settings.sourceRequestsPerSecond(), random);
            gates[r].setReceivers(receivers);
            lacking[r] = lost(r);
            at(Math.max(0, timers[r].nextNanos()), r, 0);
            repairAt((long) (STREAM_SECONDS * SECOND) + random.nextLong(SECOND / 10), r);
        }
        Arrays.setAll(rackHas, rack -> ~0L);
        for (int rack = 0; rack < rackHas.length; rack++) {
            long all = ~0L;
            for (int r = rack * RACK; r < Math.min(receivers, (rack + 1) * RACK); r++) {
                all &= lacking[r];
            }
            rackHas[rack] = ~all;
        }
        while (open > 0) {
            long[] event = events.remove();
            if (event[2] == 0) {
                report((int) event[1], event[0]);
            } else {
                repair((int) event[1], event[0]);
            }
        }
        return new Result(receivers, loss, reportMillis, controller.peak(), source.peak(), 4L * receivers,
                source.total, doneNanos / (double) SECOND);
    }

    private long lost(int receiver) {
        boolean hit = switch (loss) {
            case INDEPENDENT -> false;
            case SUBTREE -> receiver / RACK % 10 == 0;
            case EVERYBODY -> true;
        };
        long bits = hit ? 0xFFL : 0;
        for (int piece = 0; piece < 64; piece++) {
            // A piece of 64 chunks is whole with 0.99^64.
            bits |= random.nextDouble() < 0.47 ? 1L << piece : 0;
        }
        return bits;
    }

    private void at(long nanos, int receiver, int kind) {
        events.add(new long[] {nanos, receiver, kind});
    }

    /** The earliest time counts; a later one that is queued is passed over. */
    private void repairAt(long nanos, int receiver) {
        if (nanos < nextRepair[receiver]) {
            nextRepair[receiver] = nanos;
            at(nanos, receiver, 1);
        }
    }

    /** The receiver's slot: it says that it is ready, how far it is, or that it has everything. */
    private void report(int r, long now) {
        boolean ended = now > STREAM_SECONDS * SECOND;
        if (told[r]) {
            return;
        }
        if (!toldReady[r]) {
            toldReady[r] = true;
            controller.add(now);
        } else if (ended && lacking[r] == 0) {
            finish(r, now);
            return;
        } else {
            controller.add(now);
        }
        timers[r].said(now);
        at(timers[r].nextNanos(), r, 0);
    }

    private void finish(int r, long now) {
        told[r] = true;
        open--;
        doneNanos = Math.max(doneNanos, now);
        controller.add(now);
        if (timers[r].isSmallGroup()) {
            controller.add(now);
        }
    }

    /** First what the rack has; then, if the gate is open, a piece from the source, which the rack then has. */
    private void repair(int r, long now) {
        if (now != nextRepair[r]) {
            return;
        }
        nextRepair[r] = Long.MAX_VALUE;
        int rack = r / RACK;
        lacking[r] &= ~rackHas[rack];
        if (lacking[r] != 0 && gates[r].isOpen(now)) {
            long piece = Long.lowestOneBit(lacking[r]);
            source.add(now);
            gates[r].asked(now);
            lacking[r] &= ~piece;
            rackHas[rack] |= piece;
            tellRack(rack, now);
        }
        if (lacking[r] != 0) {
            repairAt(gates[r].opensNanos(), r);
        } else if (!told[r] && timers[r].mayTell(now)) {
            finish(r, now);
        }
    }

    /** The others of the rack find it in one of their next rounds. */
    private void tellRack(int rack, long now) {
        for (int other = rack * RACK; other < Math.min(receivers, (rack + 1) * RACK); other++) {
            if (lacking[other] != 0) {
                repairAt(now + random.nextLong(ROUND_NANOS), other);
            }
        }
    }

    /** Counts per tenth of a second. */
    private static final class Counter {
        private long[] buckets = new long[1024];
        private long total;

        void add(long nanos) {
            int bucket = (int) (nanos / BUCKET);
            if (bucket >= buckets.length) {
                buckets = Arrays.copyOf(buckets, 2 * bucket);
            }
            buckets[bucket]++;
            total++;
        }

        /** Most in any ten tenths of a second that follow each other. */
        long peak() {
            long window = 0;
            long most = 0;
            for (int i = 0; i < buckets.length; i++) {
                window += buckets[i] - (i >= 10 ? buckets[i - 10] : 0);
                most = Math.max(most, window);
            }
            return most;
        }
    }
}
