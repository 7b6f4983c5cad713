package org.ebbcast.agent.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.ShipmentLayout;
import org.ebbcast.protocol.TaskFailed;

/**
 * One shipment at one receiver: places chunks as they come, in any order and from any stream, verifies each piece
 * when its last chunk is here, fetches from neighbours what was lost, and says how far it is.
 *
 * <p>Owned by the thread that runs it. Storage is called directly; everything else leaves as an effect of {@link
 * #tick}. An {@link IOException} from storage ends the receiver: its owner reports it and drops it.
 */
public final class ShipmentReceiver {
    private static final long REPAIR_SCAN_NANOS = 10_000_000L;
    private static final long GAP_SCAN_NANOS = 100_000_000L;

    private final int shipmentNumber;
    private final ShipmentLayout layout;
    private final PieceStore store;
    private final ReceiverSettings settings;
    private final ChunkMap chunks;
    private final PendingRun run;
    private final StreamTrackers streams = new StreamTrackers();
    private final RepairScheduler repair;
    private final ParityDecoder parity;
    private final PieceVerdicts pieces;
    private final PassedPieces passed;
    private final MissingRanges missing;
    private final ReceiverReports reports;

    private long chunksAnnounced;
    private boolean streamsEnded;
    private boolean sourceAllowed;
    private boolean over;
    private long nextRepairNanos;
    private long lastNewByteNanos;

    private long datagrams;
    private long duplicates;
    private long malformed;
    private long dropped;
    private long restored;
    private long multicastBytes;
    private long repairBytes;

    /** Starts with what {@code store} has verified already. */
    public ShipmentReceiver(
            int shipmentNumber,
            ShipmentLayout layout,
            PieceStore store,
            ReceiverSettings settings,
            RandomGenerator random,
            long nowNanos) {
        this.shipmentNumber = shipmentNumber;
        this.layout = layout;
        this.store = store;
        this.settings = settings;
        chunks = new ChunkMap(layout);
        run = new PendingRun(store);
        parity = new ParityDecoder(layout, store);
        repair = new RepairScheduler(layout, chunks, parity, settings, random);
        pieces = new PieceVerdicts(layout, chunks, store);
        passed = new PassedPieces(layout);
        missing = new MissingRanges(layout, chunks, parity);
        reports = new ReceiverReports(shipmentNumber, settings, random, nowNanos);
        nextRepairNanos = nowNanos;
        lastNewByteNanos = nowNanos;
    }

    /** Replaces the neighbours. */
    public void setNeighbours(List<Neighbour> neighbours) {
        repair.setNeighbours(neighbours);
    }

    /**
     * How many receive the shipment, and how often each may speak to the controller; what it has to say beyond that waits.
     */
    public void setGroup(int receivers, long reportNanos, long nowNanos) {
        repair.setReceivers(receivers);
        reports.setGroup(receivers, reportNanos, nowNanos);
    }

    /** It listens where {@code generation} says: the controller is to hear so. */
    public void ready(int generation) {
        reports.ready(generation);
    }

    /** All streams were sent: what lacks was lost. */
    public void endOfStream(boolean repairFromSource, long nowNanos) {
        streamsEnded = true;
        chunksAnnounced = layout.chunkCount();
        lastNewByteNanos = nowNanos;
        nextRepairNanos = nowNanos;
        if (repairFromSource && !sourceAllowed) {
            sourceAllowed = true;
            repair.restartRounds();
        }
    }

    /** Payload length of the datagram of {@code chunk}, or of parity of the block that begins there; 0 if there is none. */
    public int payloadBytes(long chunk) {
        return chunk < layout.chunkCount() ? layout.chunkLength(chunk) : 0;
    }

    /**
     * Takes the payload of a datagram of this shipment: {@code length} bytes at {@code at}. Returns whether they were
     * new; the caller then leaves them where they are until {@link #flush}, and gains from placing the next payload
     * right behind them. The buffer's position and limit may change.
     */
    public boolean accept(int streamId, long chunk, int sequence, ByteBuffer from, int at, int length, long nowNanos)
            throws IOException {
        if (chunk >= layout.chunkCount() || layout.chunkLength(chunk) != length) {
            malformed++;
            return false;
        }
        datagrams++;
        reports.datagram(nowNanos);
        int piece = layout.pieceOfChunk(chunk);
        passed.note(streams.observe(streamId, sequence, chunk, nowNanos), piece, nowNanos);
        chunksAnnounced = Math.max(chunksAnnounced, chunk + 1);
        if (chunks.contains(chunk)) {
            duplicates++;
            return false;
        }
        if (pieces.isQuarantined(piece)) {
            dropped++;
            return false;
        }
        multicastBytes += length;
        lastNewByteNanos = nowNanos;
        run.add(layout.blobOfChunk(chunk), layout.chunkOffset(chunk), from, at, length);
        addChunk(chunk, piece);
        if (!parity.isEmpty()) {
            restoreAround(chunk, nowNanos);
        }
        return true;
    }

    /**
     * Takes a parity shard of the block that begins at {@code block}: {@code length} bytes at {@code at}, which are copied if
     * they are of use. The buffer is free afterwards, but what {@link #accept} kept in it stays needed until {@link #flush}.
     */
    public void acceptParity(
            int streamId, long block, int shard, int sequence, ByteBuffer from, int at, int length, long nowNanos)
            throws IOException {
        boolean fits = block < layout.chunkCount()
                && ParityBlocks.first(layout, block) == block
                && layout.chunkLength(block) == length;
        if (!fits) {
            malformed++;
            return;
        }
        datagrams++;
        reports.datagram(nowNanos);
        long last = block + ParityBlocks.chunks(layout, block) - 1;
        int piece = layout.pieceOfChunk(block);
        passed.note(streams.observe(streamId, sequence, last, nowNanos), piece, nowNanos);
        chunksAnnounced = Math.max(chunksAnnounced, last + 1);
        if (pieces.isQuarantined(piece)) {
            dropped++;
        } else if (chunks.lacking(piece) > 0 && chunks.lacking(block, last + 1) > 0) {
            parity.hold(block, shard, from, at, length);
            restore(block, nowNanos);
        }
    }

    /** Computes what lacks of a block if enough of its parity is here. */
    private void restore(long block, long nowNanos) throws IOException {
        long end = block + ParityBlocks.chunks(layout, block);
        int lacking = chunks.lacking(block, end);
        if (lacking == 0) {
            parity.drop(block);
        } else if (lacking <= parity.shards(block)) {
            run.flush();
            parity.restore(block, chunks);
            lastNewByteNanos = nowNanos;
            int piece = layout.pieceOfChunk(block);
            for (long chunk = chunks.nextMissing(block, end); chunk < end; chunk = chunks.nextMissing(chunk, end)) {
                multicastBytes += layout.chunkLength(chunk);
                restored++;
                chunks.add(chunk, piece);
            }
            if (chunks.lacking(piece) == 0) {
                verify(piece);
            }
        }
    }

    private void addChunk(long chunk, int piece) throws IOException {
        chunks.add(chunk, piece);
        if (chunks.lacking(piece) == 0) {
            run.flush();
            verify(piece);
        }
    }

    private boolean verify(int piece) throws IOException {
        boolean right = pieces.verify(piece);
        if (right) {
            repair.verified(piece);
            reports.changed();
        }
        return right;
    }

    /** A chunk came late: its block may have enough now. */
    private void restoreAround(long chunk, long nowNanos) throws IOException {
        long block = ParityBlocks.first(layout, chunk);
        if (parity.shards(block) > 0) {
            restore(block, nowNanos);
        }
    }

    /** Writes what {@link #accept} kept; the caller's buffer is free afterwards. */
    public void flush() throws IOException {
        run.flush();
    }

    /** A request was answered in full; {@code body} has the bytes asked for. */
    public void repaired(long id, ByteBuffer body, long nowNanos) throws IOException {
        RepairRequest request = repair.delivered(id).orElse(null);
        if (request == null) {
            return;
        }
        reports.changed();
        nextRepairNanos = nowNanos;
        boolean whole = request.length() == layout.pieceLength(request.piece());
        if (!pieces.isQuarantined(request.piece())) {
            fill(request, body, nowNanos);
        } else if (whole && !fill(request, body, nowNanos)) {
            repair.blame(request);
        }
    }

    /** Places the chunks of {@code body} that lack. Returns false if that completed the piece with a wrong hash. */
    private boolean fill(RepairRequest request, ByteBuffer body, long nowNanos) throws IOException {
        run.flush();
        int piece = request.piece();
        long first = layout.firstChunkOfBlob(request.blob()) + request.offset() / layout.chunkBytes();
        int base = body.position();
        int end = body.limit();
        int taken = 0;
        for (long chunk = first; taken < request.length(); chunk++) {
            int length = layout.chunkLength(chunk);
            if (!chunks.contains(chunk)) {
                body.limit(base + taken + length).position(base + taken);
                store.write(request.blob(), layout.chunkOffset(chunk), body);
                body.limit(end);
                chunks.add(chunk, piece);
                repairBytes += length;
                lastNewByteNanos = nowNanos;
            }
            taken += length;
        }
        if (!pieces.isVerified(piece) && chunks.lacking(piece) > 0) {
            restoreAround(first, nowNanos);
            return true;
        }
        return pieces.isVerified(piece) || verify(piece);
    }

    /** A request came to nothing. */
    public void repairFailed(long id, RepairFailure why, long nowNanos) {
        repair.failed(id, why, nowNanos);
        nextRepairNanos = nowNanos;
    }

    /** A blob whose commit was asked for is published. */
    public void committed(int blob) {
        pieces.committed(blob);
    }

    /** Lets time pass and appends what is to be done now; wants to be called every few milliseconds. */
    public void tick(long nowNanos, List<ReceiverEffect> effects) {
        if (over) {
            return;
        }
        pieces.commit(effects);
        report(nowNanos, effects);
        if (!over) {
            repair(nowNanos, effects);
        }
    }

    private void report(long nowNanos, List<ReceiverEffect> effects) {
        reports.tellReady(nowNanos, effects);
        if (pieces.isAllCommitted()) {
            over = reports.tellEnd(nowNanos, this::progress, effects);
        } else {
            reports.tell(nowNanos, chunksAnnounced == layout.chunkCount(), this::progress, effects);
        }
    }

    private void repair(long nowNanos, List<ReceiverEffect> effects) {
        if (chunks.lackingChunks() == 0 || nowNanos - nextRepairNanos < 0) {
            return;
        }
        nextRepairNanos = nowNanos + (streamsEnded ? REPAIR_SCAN_NANOS : GAP_SCAN_NANOS);
        repair.plan(
                nowNanos,
                streamsEnded ? settings.repairs() : 1,
                sourceAllowed,
                piece -> chunks.lacking(piece) > 0 && (streamsEnded || repair.isRelayed() || isGap(piece, nowNanos)),
                pieces::isQuarantined,
                effects);
        long patience = settings.exhaustedNanos() + 2 * repair.sourceNanos();
        if (sourceAllowed && nowNanos - lastNewByteNanos > patience) {
            over = true;
            effects.add(exhausted());
        }
    }

    private boolean isGap(int piece, long nowNanos) {
        return pieces.isQuarantined(piece)
                || passed.isPassedFor(settings.gapNanos(), piece, nowNanos);
    }

    private ReceiverEffect exhausted() {
        boolean corrupt = pieces.isAnyQuarantined();
        String detail = "Tried to fetch " + chunks.lackingChunks() + " lost chunks from every neighbour and source but "
                + (corrupt ? "the bytes that came were wrong" : "none delivered") + " for "
                + settings.exhaustedNanos() / 1_000_000_000L + " s; distribute again once one of them is reachable";
        return new ReceiverEffect.Failed(
                corrupt ? TaskFailed.Reason.CONTENT_CORRUPT : TaskFailed.Reason.REPAIR_EXHAUSTED, detail);
    }

    /** How far the receiver is. */
    public ReceiverProgress progress() {
        return new ReceiverProgress(
                shipmentNumber,
                pieces.verifiedBytes(),
                multicastBytes,
                repairBytes,
                datagrams,
                streams.lost(),
                chunks.firstMissing(),
                missing.below(chunksAnnounced));
    }

    /** Whether the end is near: whatever comes now is worth being looked at soon. */
    public boolean isNearEnd() {
        return chunks.lackingChunks() <= ParityBlocks.CHUNKS;
    }

    /** Complete or failed: nothing more will come of it. */
    public boolean isOver() {
        return over;
    }

    public ReceiverCounters counters() {
        return new ReceiverCounters(
                datagrams, duplicates, malformed, dropped, pieces.wrongPieces(), restored, multicastBytes, repairBytes);
    }
}
