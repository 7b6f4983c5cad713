package org.ebbcast.agent.transport;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.ReceiverReady;
import org.ebbcast.protocol.ShipmentReceived;

/** What a receiver tells its controller, and when. Owned by its receiver. */
final class ReceiverReports {
    private static final long PAUSE_NANOS = 30_000_000L;

    /** The first tells what came last, the second that nothing has come since. */
    private static final int PAUSES_TOLD = 2;

    /** Of so many receivers nobody speaks sooner than at the regular interval. */
    private static final int LARGEST_SMALL_GROUP = 500;

    private final int shipmentNumber;
    private final ReceiverSettings settings;
    private final ReportTimer timer;
    private boolean changed = true;
    private int readyGeneration = -1;
    private long lastDatagramNanos;
    private int pausesTold = PAUSES_TOLD;
    private long leastGapNanos = PAUSE_NANOS;

    ReceiverReports(int shipmentNumber, ReceiverSettings settings, RandomGenerator random, long nowNanos) {
        this.shipmentNumber = shipmentNumber;
        this.settings = settings;
        timer = new ReportTimer(settings.reportNanos(), random, nowNanos);
        lastDatagramNanos = nowNanos;
    }

    /** How many have the same to tell, and the controller's interval. */
    void setGroup(int receivers, long intervalNanos, long nowNanos) {
        leastGapNanos = Math.max(PAUSE_NANOS, settings.reportNanos() * receivers / LARGEST_SMALL_GROUP);
        timer.setInterval(intervalNanos, nowNanos);
    }

    /** It listens where {@code generation} says. */
    void ready(int generation) {
        readyGeneration = generation;
    }

    /** There is something new to tell. */
    void changed() {
        changed = true;
    }

    /** A datagram of the shipment came. */
    void datagram(long nowNanos) {
        lastDatagramNanos = nowNanos;
        pausesTold = 0;
        changed = true;
    }

    /**
     * Appends the report that is due, if any.
     *
     * @param allAnnounced whether the last chunk of the shipment was passed by a stream
     */
    void tell(long nowNanos, boolean allAnnounced, Supplier<ReceiverProgress> progress, List<ReceiverEffect> effects) {
        if (changed && timer.isDue(nowNanos) || allAnnounced && hasPaused(nowNanos)) {
            changed = false;
            pausesTold = nowNanos - lastDatagramNanos >= PAUSE_NANOS ? pausesTold + 1 : 0;
            timer.said(nowNanos);
            effects.add(new ReceiverEffect.Report(progress.get()));
        }
    }

    /** Says that it is ready, if that is new and may be told now. */
    void tellReady(long nowNanos, List<ReceiverEffect> effects) {
        if (readyGeneration >= 0 && timer.mayTell(nowNanos)) {
            effects.add(new ReceiverEffect.Report(new ReceiverReady(shipmentNumber, readyGeneration)));
            readyGeneration = -1;
            if (!timer.isSmallGroup()) {
                timer.said(nowNanos);
            }
        }
    }

    /**
     * Nothing has come for a moment though the last chunk was announced, as when a stream ends: what lacks now may be sent
     * again at once. So in a small group, and all of it together no oftener than the largest small group regularly reports.
     */
    private boolean hasPaused(long nowNanos) {
        return pausesTold < PAUSES_TOLD
                && timer.isSmallGroup()
                && nowNanos - lastDatagramNanos >= PAUSE_NANOS
                && nowNanos - timer.nextNanos() >= leastGapNanos - settings.reportNanos();
    }

    /** Says that all is received, if that may be told now; returns whether it did. */
    boolean tellEnd(long nowNanos, Supplier<ReceiverProgress> progress, List<ReceiverEffect> effects) {
        if (!timer.mayTell(nowNanos)) {
            return false;
        }
        ReceiverProgress last = progress.get();
        if (timer.isSmallGroup()) {
            effects.add(new ReceiverEffect.Report(last));
        }
        effects.add(new ReceiverEffect.Report(
                new ShipmentReceived(shipmentNumber, last.multicastBytes(), last.repairBytes())));
        return true;
    }
}
