package org.ebbcast.agent.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
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
    private int payloadAt;
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

    /** The next datagram, between the buffer's position and limit; the same again until {@link #noteSent}. */
    ByteBuffer next(long nowNanos) throws IOException {
        int length = order.layout().chunkLength(sender.chunk());
        ByteBuffer buffer;
        if (sender.shard() > 0) {
            buffer = parityDatagram.clear();
            payloadAt = ChunkHeader.BYTES;
            parity.write(sender.shard(), buffer, payloadAt, length);
        } else {
            payloadAt = reader.locate(sender.chunk());
            buffer = reader.buffer();
        }
        sender.writeHeader(buffer, payloadAt - ChunkHeader.BYTES, nowNanos);
        return buffer.limit(payloadAt + length).position(payloadAt - ChunkHeader.BYTES);
    }

    /** The datagram that {@link #next} gave went out; the sender has not been told yet. */
    void noteSent() {
        if (sender.shard() == 0 && sender.blockShards() > 0) {
            long first = ParityBlocks.first(order.layout(), sender.chunk());
            if (sender.chunk() == first) {
                parity.begin(sender.blockShards());
            }
            ByteBuffer buffer = reader.buffer();
            int length = order.layout().chunkLength(sender.chunk());
            buffer.clear();
            parity.add((int) (sender.chunk() - first), buffer, payloadAt, length);
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
