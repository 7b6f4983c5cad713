package org.ebbcast.agent.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.ReceiverReady;
import org.ebbcast.protocol.ShipmentLayout;
import org.ebbcast.protocol.ShipmentReceived;
import org.ebbcast.protocol.TaskFailed;

/**
 * One shipment at one receiver: places chunks as they come, in any order and from any stream, verifies each piece
 * when its last chunk is here, fetches from neighbours what was lost, and says how far it is.
 *
 * <p>Owned by the thread that runs it. Storage is called directly; everything else leaves as an effect of {@link
 * #tick}. An {@link IOException} from storage ends the receiver: its owner reports it and drops it.
 */
public final class ShipmentReceiver {
    /*
     * A piece whose hash is wrong says that one of its chunks was corrupt or forged, not which. It is emptied and
     * quarantined: from then on datagrams for it are dropped, and it is fetched whole from one neighbour at a time.
     * If it is wrong again, that neighbour and nobody else is to blame. So whoever injects datagrams on the data
     * network costs time, never content.
     */
    private static final long NEVER = Long.MAX_VALUE;

    private static final long REPAIR_SCAN_NANOS = 10_000_000L;
    private static final long GAP_SCAN_NANOS = 100_000_000L;
    private static final long PAUSE_NANOS = 30_000_000L;

    private final int shipmentNumber;
    private final ShipmentLayout layout;
    private final PieceStore store;
    private final ReceiverSettings settings;
    private final ChunkMap chunks;
    private final PendingRun run;
    private final StreamTrackers streams = new StreamTrackers();
    private final RepairScheduler repair;
    private final ParityDecoder parity;
    private final BitSet verified = new BitSet();
    private final BitSet quarantined = new BitSet();
    private final long[] passedAtNanos;
    private final int[] unverifiedOfBlob;
    private final BitSet committable = new BitSet();
    private final BitSet committed = new BitSet();

    private long chunksAnnounced;
    private boolean streamsEnded;
    private boolean sourceAllowed;
    private boolean over;
    private boolean changed = true;
    private int readyGeneration = -1;
    private final ReportTimer reports;
    private long nextRepairNanos;
    private long lastNewByteNanos;
    private long lastDatagramNanos;
    private boolean pauseTold = true;

    private long datagrams;
    private long duplicates;
    private long malformed;
    private long dropped;
    private long restored;
    private long wrongPieces;
    private long verifiedBytes;
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
        passedAtNanos = new long[layout.pieceCount()];
        Arrays.fill(passedAtNanos, NEVER);
        unverifiedOfBlob = new int[layout.blobCount()];
        reports = new ReportTimer(settings.reportNanos(), random, nowNanos);
        nextRepairNanos = nowNanos;
        lastNewByteNanos = nowNanos;
        lastDatagramNanos = nowNanos;
        resume();
    }

    private void resume() {
        for (int blob = 0; blob < layout.blobCount(); blob++) {
            unverifiedOfBlob[blob] = layout.pieceCount(blob);
        }
        for (int piece = 0; piece < layout.pieceCount(); piece++) {
            if (store.isVerified(piece)) {
                chunks.fill(piece);
                markVerified(piece);
            }
        }
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
        reports.setInterval(reportNanos, nowNanos);
    }

    /** It listens where {@code generation} says: the controller is to hear so. */
    public void ready(int generation) {
        readyGeneration = generation;
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
        lastDatagramNanos = nowNanos;
        pauseTold = false;
        changed = true;
        int piece = layout.pieceOfChunk(chunk);
        notePassed(streams.observe(streamId, sequence, chunk, nowNanos), piece, nowNanos);
        chunksAnnounced = Math.max(chunksAnnounced, chunk + 1);
        if (chunks.contains(chunk)) {
            duplicates++;
            return false;
        }
        if (quarantined.get(piece)) {
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
        lastDatagramNanos = nowNanos;
        pauseTold = false;
        changed = true;
        long last = block + ParityBlocks.chunks(layout, block) - 1;
        int piece = layout.pieceOfChunk(block);
        notePassed(streams.observe(streamId, sequence, last, nowNanos), piece, nowNanos);
        chunksAnnounced = Math.max(chunksAnnounced, last + 1);
        if (quarantined.get(piece)) {
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

    private void notePassed(long fromChunk, int piece, long nowNanos) {
        if (layout.pieceOfChunk(fromChunk) != piece) {
            for (int passed = layout.pieceOfChunk(fromChunk); passed < piece; passed++) {
                passedAtNanos[passed] = Math.min(passedAtNanos[passed], nowNanos);
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

    /** A chunk came late: its block may have enough now. */
    private void restoreAround(long chunk, long nowNanos) throws IOException {
        long block = ParityBlocks.first(layout, chunk);
        if (parity.shards(block) > 0) {
            restore(block, nowNanos);
        }
    }

    private boolean verify(int piece) throws IOException {
        if (store.verify(piece)) {
            markVerified(piece);
            return true;
        }
        wrongPieces++;
        chunks.clear(piece);
        quarantined.set(piece);
        return false;
    }

    private void markVerified(int piece) {
        verified.set(piece);
        quarantined.clear(piece);
        verifiedBytes += layout.pieceLength(piece);
        repair.verified(piece);
        changed = true;
        int blob = layout.blobOfPiece(piece);
        unverifiedOfBlob[blob]--;
        if (unverifiedOfBlob[blob] == 0) {
            committable.set(blob);
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
        changed = true;
        nextRepairNanos = nowNanos;
        boolean whole = request.length() == layout.pieceLength(request.piece());
        if (!quarantined.get(request.piece())) {
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
        if (!verified.get(piece) && chunks.lacking(piece) > 0) {
            restoreAround(first, nowNanos);
            return true;
        }
        return verified.get(piece) || verify(piece);
    }

    /** A request came to nothing. */
    public void repairFailed(long id, RepairFailure why, long nowNanos) {
        repair.failed(id, why, nowNanos);
        nextRepairNanos = nowNanos;
    }

    /** A blob whose commit was asked for is published. */
    public void committed(int blob) {
        committed.set(blob);
    }

    /** Lets time pass and appends what is to be done now; wants to be called every few milliseconds. */
    public void tick(long nowNanos, List<ReceiverEffect> effects) {
        if (over) {
            return;
        }
        for (int blob = committable.nextSetBit(0); blob >= 0; blob = committable.nextSetBit(blob)) {
            committable.clear(blob);
            effects.add(new ReceiverEffect.Commit(blob));
        }
        report(nowNanos, effects);
        if (!over) {
            repair(nowNanos, effects);
        }
    }

    private void report(long nowNanos, List<ReceiverEffect> effects) {
        if (readyGeneration >= 0 && reports.mayTell(nowNanos)) {
            effects.add(new ReceiverEffect.Report(new ReceiverReady(shipmentNumber, readyGeneration)));
            readyGeneration = -1;
            if (!reports.isSmallGroup()) {
                reports.said(nowNanos);
            }
        }
        if (committed.cardinality() == layout.blobCount()) {
            reportEnd(nowNanos, effects);
        } else if (changed && reports.isDue(nowNanos) || hasPaused(nowNanos)) {
            changed = false;
            pauseTold = nowNanos - lastDatagramNanos >= PAUSE_NANOS;
            reports.said(nowNanos);
            effects.add(new ReceiverEffect.Report(progress()));
        }
    }

    /**
     * Nothing has come for a moment though the last chunk was announced, as when a stream ends: what lacks now may be sent
     * again at once. So in a small group, where it adds little to the regular reports.
     */
    private boolean hasPaused(long nowNanos) {
        return !pauseTold
                && reports.isSmallGroup()
                && chunksAnnounced == layout.chunkCount()
                && nowNanos - lastDatagramNanos >= PAUSE_NANOS
                && nowNanos - reports.nextNanos() >= PAUSE_NANOS - settings.reportNanos();
    }

    private void reportEnd(long nowNanos, List<ReceiverEffect> effects) {
        if (reports.mayTell(nowNanos)) {
            over = true;
            if (reports.isSmallGroup()) {
                effects.add(new ReceiverEffect.Report(progress()));
            }
            effects.add(new ReceiverEffect.Report(new ShipmentReceived(shipmentNumber, multicastBytes, repairBytes)));
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
                quarantined::get,
                effects);
        long patience = settings.exhaustedNanos() + 2 * repair.sourceNanos();
        if (sourceAllowed && nowNanos - lastNewByteNanos > patience) {
            over = true;
            effects.add(exhausted());
        }
    }

    private boolean isGap(int piece, long nowNanos) {
        return quarantined.get(piece)
                || passedAtNanos[piece] != NEVER && nowNanos - passedAtNanos[piece] >= settings.gapNanos();
    }

    private ReceiverEffect exhausted() {
        boolean corrupt = !quarantined.isEmpty();
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
                verifiedBytes,
                multicastBytes,
                repairBytes,
                datagrams,
                streams.lost(),
                chunks.firstMissing(),
                missing());
    }

    /** What lacks of what was announced, the chunks that held parity stands for left out. */
    private List<ChunkRange> missing() {
        List<ChunkRange> ranges = new ArrayList<>();
        long from = chunks.nextMissing(chunks.firstMissing(), chunksAnnounced);
        while (from < chunksAnnounced && ranges.size() < Limits.MAX_MISSING_RANGES) {
            long block = ParityBlocks.first(layout, from);
            long blockEnd = Math.min(chunksAnnounced, block + ParityBlocks.chunks(layout, block));
            int spare = parity.shards(block);
            long to = spare == 0 ? chunks.nextPresent(from, chunksAnnounced) : blockEnd;
            if (spare == 0) {
                ranges.add(new ChunkRange(from, to));
            } else {
                addFirst(chunks.lacking(block, blockEnd) - spare, block, blockEnd, ranges);
            }
            from = chunks.nextMissing(to, chunksAnnounced);
        }
        return ranges;
    }

    private void addFirst(int count, long block, long blockEnd, List<ChunkRange> ranges) {
        long chunk = block;
        for (int i = 0; i < count && ranges.size() < Limits.MAX_MISSING_RANGES; i++) {
            chunk = chunks.nextMissing(chunk, blockEnd);
            ranges.add(new ChunkRange(chunk, ++chunk));
        }
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
                datagrams, duplicates, malformed, dropped, wrongPieces, restored, multicastBytes, repairBytes);
    }
}
