package org.ebbcast.agent.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.ebbcast.agent.transport.ParityEncoder;
import org.ebbcast.agent.transport.StreamSender;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.ShipmentLayout;

/** A stream under way: its machine, its content, where it goes. Owned by the send loop's thread. */
final class OutgoingStream {
    private static final long REPORT_NANOS = 250_000_000L;

    private final StreamOrder order;
    private final StreamSender sender;
    private final ChunkReader reader;
    private final ParityEncoder parity;
    private final ByteBuffer parityDatagram;
    private final Optional<SealedRun> sealed;
    private int runAt;
    private InetSocketAddress target;
    private long nextReportNanos = System.nanoTime();
    private long reportedChunks = -1;
    private boolean reportedFinish;

    OutgoingStream(StreamOrder order, StreamSender sender) {
        this.order = order;
        this.sender = sender;
        target = order.target();
        reader = new ChunkReader(order.layout(), order.source());
        parity = new ParityEncoder(order.layout().chunkBytes());
        parityDatagram = ByteBuffer.allocateDirect(ChunkHeader.BYTES + order.layout().chunkBytes());
        sealed = order.sealer().map(sealer -> new SealedRun(sealer, order.layout()));
    }

    String distributionId() {
        return order.distributionId();
    }

    StreamSender sender() {
        return sender;
    }

    ShipmentLayout layout() {
        return order.layout();
    }

    /** Bytes of a datagram with a full chunk. */
    int datagramBytes() {
        return plainBytes() + order.layout().sealBytes();
    }

    private int plainBytes() {
        return ChunkHeader.BYTES + order.layout().chunkBytes();
    }

    /**
     * The next run of datagrams, at most {@code most}, one behind the other between the buffer's position and limit; from the
     * same one on until {@link #noteSent}.
     */
    ByteBuffer next(long nowNanos, int most) throws IOException {
        if (sealed.isEmpty()) {
            return plain(nowNanos, most);
        }
        SealedRun run = sealed.get();
        return run.isEmpty() ? run.seal(plain(nowNanos, most)) : run.datagrams();
    }

    private ByteBuffer plain(long nowNanos, int most) throws IOException {
        if (sender.shard() > 0) {
            if (sender.shard() == sender.parityFrom()) {
                sumUp(sender.chunk());
            }
            int length = order.layout().chunkLength(sender.chunk());
            parity.write(sender.shard(), parityDatagram.clear(), ChunkHeader.BYTES, length);
            sender.writeHeader(parityDatagram, 0, nowNanos);
            return parityDatagram.limit(ChunkHeader.BYTES + length);
        }
        runAt = reader.locate(sender.chunk());
        int run = Math.min(reader.available(sender.chunk()), sender.run(nowNanos, most));
        ByteBuffer buffer = reader.buffer();
        for (int i = 0; i < run; i++) {
            sender.writeHeader(buffer, runAt + i * plainBytes(), i, nowNanos);
        }
        int lastLength = order.layout().chunkLength(sender.chunk() + run - 1);
        int end = runAt + (run - 1) * plainBytes() + ChunkHeader.BYTES + lastLength;
        return buffer.limit(end).position(runAt);
    }

    /** Reads the block that begins at {@code first}, of which parity alone is sent. */
    private void sumUp(long first) throws IOException {
        parity.begin(sender.shard(), sender.blockShards());
        for (int i = 0; i < ParityBlocks.chunks(order.layout(), first); i++) {
            int at = reader.locate(first + i) + ChunkHeader.BYTES;
            parity.add(i, reader.buffer(), at, order.layout().chunkLength(first + i));
        }
    }

    /** The first {@code count} datagrams that {@link #next} gave went out; the sender has not been told yet. */
    void noteSent(int count) {
        sealed.ifPresent(SealedRun::clear);
        if (sender.shard() == 0 && sender.blockShards() > 0) {
            long first = ParityBlocks.first(order.layout(), sender.chunk());
            if (sender.chunk() == first) {
                parity.begin(sender.blockShards());
            }
            ByteBuffer buffer = reader.buffer();
            buffer.clear();
            for (int i = 0; i < count; i++) {
                long chunk = sender.chunk() + i;
                int at = runAt + i * plainBytes() + ChunkHeader.BYTES;
                parity.add((int) (chunk - first), buffer, at, order.layout().chunkLength(chunk));
            }
        }
    }

    InetSocketAddress target() {
        return target;
    }

    void setGroup(InetAddress group) {
        target = new InetSocketAddress(group, target.getPort());
    }

    /** For people: shipment and stream. */
    String name() {
        return order.shipmentNumber() + "/" + order.streamId();
    }

    /** Whether something happened since the last progress report. */
    boolean hasNews() {
        return sender.chunksSent() != reportedChunks || sender.isFinished() != reportedFinish;
    }

    /** Whether a progress report is to go now: when the stream has finished, else so often. */
    boolean isReportDue(long nowNanos) {
        return hasNews() && (sender.isFinished() || nowNanos - nextReportNanos >= 0);
    }

    /** A progress report goes now. */
    void reported(long nowNanos) {
        nextReportNanos = nowNanos + REPORT_NANOS;
        reportedChunks = sender.chunksSent();
        reportedFinish = sender.isFinished();
    }

    void close() {
        order.source().close();
    }
}
