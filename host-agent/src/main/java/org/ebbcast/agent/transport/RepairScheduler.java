package org.ebbcast.agent.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.ShipmentLayout;

/**
 * Decides which lacking bytes to ask from which neighbour, and when. Owned by its receiver.
 *
 * <p>For each piece the nearest tier is asked first and every neighbour once a round; after a round in vain the piece
 * waits for a jittered, doubling while. Pieces are taken from a random one on, so that neighbours that lack the same
 * fetch different pieces and then have something for each other.
 */
final class RepairScheduler {
    private final ShipmentLayout layout;
    private final ChunkMap chunks;
    private final ReceiverSettings settings;
    private final RandomGenerator random;
    private final SourceGate sources;
    private final ParityDecoder parity;

    private List<NeighbourScore> neighbours = List.of();
    private final Map<Integer, PieceRepair> pieces = new HashMap<>();
    private final Map<Long, Pending> underWay = new HashMap<>();
    private int cursor;
    private long nextId;

    private record Pending(RepairRequest request, NeighbourScore neighbour, PieceRepair piece) {}

    RepairScheduler(
            ShipmentLayout layout,
            ChunkMap chunks,
            ParityDecoder parity,
            ReceiverSettings settings,
            RandomGenerator random) {
        this.parity = parity;
        this.layout = layout;
        this.chunks = chunks;
        this.settings = settings;
        this.random = random;
        sources = new SourceGate(settings.sourceRequestsPerSecond(), random);
        cursor = random.nextInt(layout.pieceCount());
    }

    /** Replaces the neighbours; what was learned about those that stay is kept. */
    void setNeighbours(List<Neighbour> given) {
        List<NeighbourScore> next = new ArrayList<>();
        for (Neighbour neighbour : given) {
            next.add(neighbours.stream()
                    .filter(known -> known.isSame(neighbour))
                    .findFirst()
                    .orElseGet(() -> new NeighbourScore(neighbour)));
        }
        neighbours = List.copyOf(next);
    }

    /** How many receivers share the sources. */
    void setReceivers(int receivers) {
        sources.setReceivers(receivers);
    }

    /** Mean time between two requests to a source. */
    long sourceNanos() {
        return sources.meanNanos();
    }

    /** Starts all rounds afresh, as when a further tier may be asked. */
    void restartRounds() {
        pieces.values().forEach(PieceRepair::restart);
    }

    /**
     * Appends requests for {@code wanted} pieces until {@code limit} are under way.
     *
     * @param quarantined pieces that must come whole from one neighbour
     */
    void plan(
            long nowNanos,
            int limit,
            boolean sourceAllowed,
            IntPredicate wanted,
            IntPredicate quarantined,
            List<ReceiverEffect> effects) {
        Optional<NeighbourScore> parent = relay().filter(r -> r.isTrusted() && r.isReachable(nowNanos));
        if (parent.isPresent()) {
            follow(parent.get(), nowNanos, limit, sourceAllowed, wanted, quarantined, effects);
            return;
        }
        for (int looked = 0; looked < layout.pieceCount() && underWay.size() < limit; looked++) {
            int piece = cursor;
            cursor = cursor + 1 == layout.pieceCount() ? 0 : cursor + 1;
            if (wanted.test(piece)) {
                ask(piece, nowNanos, sourceAllowed, quarantined.test(piece)).ifPresent(effects::add);
            }
        }
    }

    /** Whether a parent passes the shipment on to this receiver. */
    boolean isRelayed() {
        return relay().isPresent();
    }

    private Optional<NeighbourScore> relay() {
        return neighbours.stream().filter(n -> n.neighbour().tier() == Neighbour.Tier.RELAY).findFirst();
    }

    /**
     * Asks a relay parent for pieces in the order in which they come to it, some before it has them: it answers as it
     * verifies them, so that its own stream is passed on without a pause. What it could not give in time is asked of
     * others like any repair.
     */
    private void follow(
            NeighbourScore parent,
            long nowNanos,
            int limit,
            boolean sourceAllowed,
            IntPredicate wanted,
            IntPredicate quarantined,
            List<ReceiverEffect> effects) {
        int first = chunks.lackingChunks() == 0 ? layout.pieceCount() : layout.pieceOfChunk(chunks.firstMissing());
        for (int piece = first; piece < layout.pieceCount() && parent.underWay() < settings.relayRequests(); piece++) {
            if (!wanted.test(piece)) {
                continue;
            }
            PieceRepair repair = pieces.computeIfAbsent(piece, p -> new PieceRepair());
            if (repair.isWaiting(nowNanos)) {
                continue;
            }
            if (!repair.wasAsked(parent)) {
                effects.add(request(piece, parent, repair, nowNanos, quarantined.test(piece)));
            } else if (underWay.size() < limit + settings.relayRequests()) {
                ask(piece, nowNanos, sourceAllowed, quarantined.test(piece)).ifPresent(effects::add);
            }
        }
    }

    private Optional<ReceiverEffect> ask(int piece, long nowNanos, boolean sourceAllowed, boolean whole) {
        PieceRepair repair = pieces.computeIfAbsent(piece, p -> new PieceRepair());
        if (repair.isWaiting(nowNanos)) {
            return Optional.empty();
        }
        Optional<NeighbourScore> chosen = choose(repair, nowNanos, sourceAllowed);
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(request(piece, chosen.get(), repair, nowNanos, whole));
    }

    private ReceiverEffect request(
            int piece, NeighbourScore chosen, PieceRepair repair, long nowNanos, boolean whole) {
        Neighbour neighbour = chosen.neighbour();
        RepairRequest request = whole ? wholePiece(piece, neighbour) : lacking(piece, neighbour);
        underWay.put(request.id(), new Pending(request, chosen, repair));
        repair.begin();
        chosen.asked();
        if (neighbour.tier() == Neighbour.Tier.SOURCE) {
            sources.asked(nowNanos);
        }
        return new ReceiverEffect.Fetch(request);
    }

    private Optional<NeighbourScore> choose(PieceRepair repair, long nowNanos, boolean sourceAllowed) {
        Optional<NeighbourScore> best = Optional.empty();
        boolean busy = false;
        int ties = 1;
        for (NeighbourScore candidate : neighbours) {
            if (!mayAsk(repair, candidate, nowNanos, sourceAllowed)) {
                continue;
            }
            if (candidate.underWay() >= settings.repairsPerNeighbour() || isShutSoonOpen(candidate, nowNanos)) {
                busy = true;
                continue;
            }
            int order = best.map(b -> compare(candidate, b)).orElse(-1);
            ties = order == 0 ? ties + 1 : 1;
            if (order < 0 || order == 0 && random.nextInt(ties) == 0) {
                best = Optional.of(candidate);
            }
        }
        if (best.isEmpty() && !busy) {
            repair.endRound(nowNanos + jittered(repair.round()));
        }
        return best;
    }

    private boolean mayAsk(PieceRepair repair, NeighbourScore candidate, long nowNanos, boolean sourceAllowed) {
        boolean open = !isSource(candidate) || sourceAllowed && (sources.isOpen(nowNanos) || isShutSoonOpen(candidate, nowNanos));
        return open
                && candidate.isTrusted()
                && candidate.isReachable(nowNanos)
                && !repair.wasAsked(candidate);
    }

    private static boolean isSource(NeighbourScore candidate) {
        return candidate.neighbour().tier() == Neighbour.Tier.SOURCE;
    }

    /** A short wait for the gate to a source is waited out; in a long one the neighbours are asked again. */
    private boolean isShutSoonOpen(NeighbourScore candidate, long nowNanos) {
        return isSource(candidate) && !sources.isOpen(nowNanos) && sources.meanNanos() <= settings.minBackoffNanos();
    }

    private static int compare(NeighbourScore a, NeighbourScore b) {
        int tier = a.neighbour().tier().compareTo(b.neighbour().tier());
        return tier != 0 ? tier : Integer.compare(a.penalty(), b.penalty());
    }

    /** Half of the doubling backoff, and a random part of the other half. */
    private long jittered(int round) {
        long backoff = Math.min(settings.maxBackoffNanos(), settings.minBackoffNanos() << Math.min(round, 20));
        return backoff / 2 + random.nextLong(backoff / 2 + 1);
    }

    /**
     * The first chunks that lack of {@code piece}, small holes in what is here included, within the size limit; of a block
     * with parity only as many as parity does not stand for.
     */
    private RepairRequest lacking(int piece, Neighbour neighbour) {
        long first = layout.pieceFirstChunk(piece);
        long end = first + layout.pieceChunks(piece);
        long from = chunks.nextMissing(first, end);
        long block = ParityBlocks.first(layout, from);
        int shards = parity.shards(block);
        if (shards > 0) {
            long blockEnd = block + ParityBlocks.chunks(layout, block);
            return fewest(piece, neighbour, from, blockEnd, chunks.lacking(from, blockEnd) - shards);
        }
        long most = from + Math.max(1, settings.requestBytes() / layout.chunkBytes());
        long to = chunks.nextPresent(from, Math.min(end, most));
        for (long next = chunks.nextMissing(to, end); next < end && next - to <= 8 && next < most; ) {
            to = chunks.nextPresent(next, Math.min(end, most));
            next = chunks.nextMissing(to, end);
        }
        return request(piece, neighbour, from, to);
    }

    /** The shortest range up to {@code end} in which {@code needed} chunks lack. */
    private RepairRequest fewest(int piece, Neighbour neighbour, long first, long end, int needed) {
        long to = first;
        for (int found = 0; found < Math.max(1, needed); found++) {
            to = chunks.nextMissing(to, end) + 1;
        }
        long bestFrom = first;
        long bestTo = to;
        long from = first;
        while (chunks.nextMissing(to, end) < end) {
            from = chunks.nextMissing(from + 1, end);
            to = chunks.nextMissing(to, end) + 1;
            if (to - from < bestTo - bestFrom) {
                bestFrom = from;
                bestTo = to;
            }
        }
        return request(piece, neighbour, bestFrom, bestTo);
    }

    private RepairRequest wholePiece(int piece, Neighbour neighbour) {
        long first = layout.pieceFirstChunk(piece);
        return request(piece, neighbour, first, first + layout.pieceChunks(piece));
    }

    private RepairRequest request(int piece, Neighbour neighbour, long fromChunk, long toChunk) {
        long offset = layout.chunkOffset(fromChunk);
        int length = (int) (layout.chunkOffset(toChunk - 1) + layout.chunkLength(toChunk - 1) - offset);
        return new RepairRequest(nextId++, neighbour, layout.blobOfPiece(piece), piece, offset, length);
    }

    /** The request that {@code id} answers, if it is still open; its neighbour gets the credit. */
    Optional<RepairRequest> delivered(long id) {
        Optional<Pending> pending = Optional.ofNullable(underWay.remove(id));
        pending.ifPresent(p -> {
            p.neighbour().answered();
            p.piece().delivered();
        });
        return pending.map(Pending::request);
    }

    /** Notes that the request that {@code id} answers came to nothing. */
    void failed(long id, RepairFailure why, long nowNanos) {
        Optional.ofNullable(underWay.remove(id)).ifPresent(pending -> {
            NeighbourScore neighbour = pending.neighbour();
            if (why == RepairFailure.NOT_THERE) {
                neighbour.answered();
            } else {
                neighbour.silent(nowNanos + jittered(neighbour.failures()));
            }
            pending.piece().failedAt(neighbour);
        });
    }

    /** The piece came whole from this neighbour and its hash is wrong. */
    void blame(RepairRequest request) {
        PieceRepair repair = pieces.computeIfAbsent(request.piece(), p -> new PieceRepair());
        neighbours.stream().filter(n -> n.isSame(request.neighbour())).forEach(culprit -> {
            culprit.deliveredBadPiece();
            repair.failedAt(culprit);
        });
    }

    /** The piece is verified: nothing more to repair. */
    void verified(int piece) {
        pieces.remove(piece);
    }
}
