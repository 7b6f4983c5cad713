package org.ebbcast.agent.transport;

import java.nio.ByteBuffer;
import java.util.List;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.SenderProgress;
import org.ebbcast.protocol.ShipmentLayout;

/**
 * One stream at its sender: which chunk goes out next, and when. Owned by the thread that sends.
 *
 * <p>Use: while {@link #isDue}, send {@link #chunk}, or parity {@link #shard} of the block that begins there, with the header
 * of {@link #writeHeader}, then tell {@link #sent}; then wait until {@link #dueNanos}. Who can send several datagrams at once
 * sends the next {@link #run} of them and waits until {@link #wakeNanos}.
 */
public final class StreamSender {
    /** As much of a stream may leave in one burst: below 48 Mbit/s that is one full datagram. */
    private static final long GRAIN_NANOS = 250_000L;

    private final int shipmentNumber;
    private final int streamId;
    private final ShipmentLayout layout;
    private final Pacer pacer;

    private List<ChunkRange> ranges;
    private int range;
    private long chunk;
    private int sequence;
    private long chunksSent;
    private long wireBytes;
    private boolean held;
    private int parityFrom;
    private int parityShards;
    private int blockShards;
    private long blockEnd;
    private int shard;

    /**
     * @param burstNanos how much time lost to a late wake-up may be caught up with at once
     * @throws IllegalArgumentException on a range outside the shipment
     */
    public StreamSender(
            int shipmentNumber,
            int streamId,
            ShipmentLayout layout,
            List<ChunkRange> ranges,
            long rateBitsPerSecond,
            long burstNanos,
            long nowNanos) {
        this.shipmentNumber = shipmentNumber;
        this.streamId = streamId;
        this.layout = layout;
        this.ranges = checked(layout, ranges);
        pacer = new Pacer(burstNanos, rateBitsPerSecond, nowNanos);
        enterRange(0);
    }

    private static List<ChunkRange> checked(ShipmentLayout layout, List<ChunkRange> ranges) {
        for (ChunkRange range : ranges) {
            if (range.from() > range.to() || range.to() > layout.chunkCount()) {
                throw new IllegalArgumentException("range of chunks " + range.from() + " to " + range.to()
                        + " is not within the " + layout.chunkCount() + " of the shipment");
            }
        }
        return List.copyOf(ranges);
    }

    /**
     * Replaces what is left to send; sequence numbers run on.
     *
     * @throws IllegalArgumentException on a range outside the shipment; nothing changes then
     */
    public void replace(List<ChunkRange> ranges) {
        this.ranges = checked(layout, ranges);
        parityFrom = 0;
        enterRange(0);
    }

    /**
     * Replaces what is left to send by parity alone; sequence numbers run on. A range of m chunks from the first one of a
     * block on stands for parity shards {@code parityFrom} to {@code parityFrom} + m - 1 of that block.
     *
     * @throws IllegalArgumentException on a range outside the shipment, or that names no shards of one block; nothing changes then
     */
    public void replaceByParity(List<ChunkRange> ranges, int parityFrom) {
        checked(layout, ranges).forEach(range -> checkShards(range, parityFrom));
        this.ranges = List.copyOf(ranges);
        this.parityFrom = parityFrom;
        enterRange(0);
    }

    private void checkShards(ChunkRange range, int parityFrom) {
        long count = range.to() - range.from();
        boolean oneBlock = count == 0
                || ParityBlocks.first(layout, range.from()) == range.from()
                        && count <= ParityBlocks.chunks(layout, range.from());
        if (!oneBlock || parityFrom < 1 || parityFrom + count - 1 > ParityBlocks.MAX_SHARDS) {
            throw new IllegalArgumentException("range of chunks " + range.from() + " to " + range.to()
                    + " names no parity shards of one block from " + parityFrom + " to " + ParityBlocks.MAX_SHARDS);
        }
    }

    /** The rate holds from the next datagram on; 0 pauses. Ends a {@link #hold}. */
    public void setRate(long bitsPerSecond, long nowNanos) {
        held = false;
        pacer.setRate(bitsPerSecond, nowNanos);
    }

    /** Pauses until the next {@link #setRate}. */
    public void hold() {
        held = true;
    }

    /** How many parity shards follow each block that begins from now on and lies wholly in a range. */
    public void setParity(int shards) {
        parityShards = ParityCode.checkedShards(shards);
        if (!isFinished() && shard == 0) {
            enterBlock();
        }
    }

    private void enterRange(int first) {
        shard = 0;
        blockShards = 0;
        range = first;
        while (range < ranges.size() && ranges.get(range).from() == ranges.get(range).to()) {
            range++;
        }
        chunk = range < ranges.size() ? ranges.get(range).from() : endOfRanges();
        if (range < ranges.size() && parityFrom > 0) {
            shard = parityFrom;
            blockShards = (int) (ranges.get(range).to() - chunk);
        } else if (range < ranges.size()) {
            enterBlock();
        }
    }

    /** Decides on the parity of a block where one begins. */
    private void enterBlock() {
        if (parityShards > 0 && ParityBlocks.first(layout, chunk) == chunk) {
            blockEnd = chunk + ParityBlocks.chunks(layout, chunk);
            blockShards = blockEnd <= ranges.get(range).to() ? parityShards : 0;
        } else if (chunk >= blockEnd) {
            blockShards = 0;
        }
    }

    private long endOfRanges() {
        return ranges.isEmpty() ? 0 : ranges.get(ranges.size() - 1).to();
    }

    /** All ranges were sent. */
    public boolean isFinished() {
        return range == ranges.size();
    }

    /** When the next datagram goes; {@link Long#MAX_VALUE} while there is none or the stream pauses. */
    public long dueNanos() {
        return isFinished() || held || pacer.isStopped() ? Long.MAX_VALUE : pacer.deadlineNanos();
    }

    /** Whether a datagram is to go now. */
    public boolean isDue(long nowNanos) {
        long due = dueNanos();
        return due != Long.MAX_VALUE && nowNanos - due >= 0;
    }

    /**
     * How many datagrams may go now, one behind the other: chunks of one blob and range, or a single parity shard. At least 1,
     * at most {@code most}. Only while {@link #isDue}.
     */
    public int run(long nowNanos, int most) {
        return shard > 0 ? 1 : (int) Math.min(pacer.due(layout.fullWireBytes(), nowNanos, most), runEnd() - chunk);
    }

    /** When the next run is worth waking up for: {@link #dueNanos} of the last of the datagrams that may leave in one burst. */
    public long wakeNanos(int most) {
        long due = dueNanos();
        if (due == Long.MAX_VALUE || shard > 0) {
            return due;
        }
        long each = pacer.nanosOf(layout.fullWireBytes());
        long datagrams = Math.min(Math.min(most, runEnd() - chunk), GRAIN_NANOS / each);
        return due + Math.max(0, datagrams - 1) * each;
    }

    /** One past the last chunk that can follow the next one without another blob, range or parity in between. */
    private long runEnd() {
        long end = Math.min(layout.endOfBlob(layout.blobOfChunk(chunk)), ranges.get(range).to());
        if (blockShards > 0 || parityShards > 0) {
            long first = ParityBlocks.first(layout, chunk);
            end = Math.min(end, first + ParityBlocks.chunks(layout, first));
        }
        return end;
    }

    /** The chunk that goes out next, or the first one of the block whose parity does. */
    public long chunk() {
        return shard == 0 || parityFrom > 0 ? chunk : ParityBlocks.first(layout, chunk - 1);
    }

    /** 0 when a chunk goes out next, else which parity shard. */
    public int shard() {
        return shard;
    }

    /** The first parity shard of every block of a stream of parity alone, for which its sender reads the block; 0 if it is none. */
    public int parityFrom() {
        return parityFrom;
    }

    /** Parity shards that the block of the next chunk gets. */
    public int blockShards() {
        return blockShards;
    }

    /** Writes the header of the next datagram at {@code at}. */
    public void writeHeader(ByteBuffer to, int at, long nowNanos) {
        writeHeader(to, at, 0, nowNanos);
    }

    /** Writes the header of the datagram of a run that goes {@code ahead} places after the next one at {@code at}. */
    public void writeHeader(ByteBuffer to, int at, int ahead, long nowNanos) {
        ChunkHeader.write(
                to, at, shard, shipmentNumber, streamId, chunk() + ahead, sequence + ahead, (int) (nowNanos / 1000));
    }

    /** The next {@code run} datagrams went out. */
    public void sent(int run, long nowNanos) {
        for (int i = 0; i < run; i++) {
            sent(nowNanos);
        }
    }

    /** The next datagram went out. */
    public void sent(long nowNanos) {
        int bytes = layout.wireBytes(layout.chunkLength(chunk()));
        pacer.sent(bytes, nowNanos);
        wireBytes += bytes;
        sequence++;
        if (parityFrom > 0) {
            sentOfParityAlone();
            return;
        }
        if (shard == 0) {
            chunksSent++;
            chunk++;
        }
        if (blockShards > shard && chunk == blockEnd) {
            shard++;
        } else if (chunk == ranges.get(range).to()) {
            enterRange(range + 1);
        } else {
            shard = 0;
            enterBlock();
        }
    }

    private void sentOfParityAlone() {
        chunksSent++;
        shard++;
        if (shard == parityFrom + blockShards) {
            enterRange(range + 1);
        }
    }

    /** Chunks sent so far, or shards of a stream of parity alone, each as often as it was sent. */
    public long chunksSent() {
        return chunksSent;
    }

    /** How far the stream is. */
    public SenderProgress progress() {
        return new SenderProgress(shipmentNumber, streamId, chunksSent, chunk, wireBytes, isFinished());
    }
}
