package org.ebbcast.agent.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.ebbcast.agent.transport.StreamSender;
import org.ebbcast.protocol.ShipmentLayout;

/** A stream under way: its machine, its content, where it goes. Owned by the send loop's thread. */
final class OutgoingStream {
    private static final long REPORT_NANOS = 250_000_000L;

    private final StreamOrder order;
    private final StreamSender sender;
    private final ChunkReader reader;
    private InetSocketAddress target;
    private long nextReportNanos = System.nanoTime();
    private long reportedChunks = -1;
    private boolean reportedFinish;

    OutgoingStream(StreamOrder order, StreamSender sender) {
        this.order = order;
        this.sender = sender;
        target = order.target();
        reader = new ChunkReader(order.layout(), order.source());
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

    ChunkReader reader() {
        return reader;
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
