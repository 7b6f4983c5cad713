package org.ebbcast.agent.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.ebbcast.agent.transport.StreamSender;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.SenderProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that sends image datagrams, each at its time. Other threads reach it with {@link #post}; all other
 * methods belong to its thread.
 */
public final class SendLoop implements AutoCloseable {
    /** What of a stream the loop's owner hears of, on the loop's thread. */
    public interface Listener {
        /** A few times a second while it runs, and when it is finished. */
        void progress(SenderProgress progress);

        /** The stream ended because its content could not be read or sent. */
        void failed(String distributionId, String detail);
    }

    private static final Logger log = LoggerFactory.getLogger(SendLoop.class);
    private static final int MAX_COMMANDS = 4096;
    private static final int MAX_STREAMS = 64;
    private static final int MAX_DATAGRAMS_IN_A_ROW = 64;
    private static final long BURST_NANOS = 5_000_000L;
    private static final long DEFERRED_NANOS = 300_000L;
    private static final long MAX_NAP_NANOS = 50_000_000L;

    private final SendSocket socket;
    private final TransportCounters counters;
    private final Listener listener;
    private final Map<Long, OutgoingStream> streams = new HashMap<>();
    private final BlockingQueue<Runnable> commands = new LinkedBlockingQueue<>(MAX_COMMANDS);
    private final Thread thread;
    private volatile boolean closed;

    /** Starts the thread; it sleeps until there is a stream to send. */
    public SendLoop(NetworkInterface dataInterface, TransportCounters counters, Listener listener)
            throws IOException {
        socket = SendSocket.open(dataInterface);
        this.counters = counters;
        this.listener = listener;
        thread = new Thread(this::run, "ebbcast-send");
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        thread.start();
    }

    /** Has {@code command} run on the loop's thread, soon. Returns false, and drops it, if too many wait. Any thread. */
    public boolean post(Runnable command) {
        boolean taken = !closed && commands.offer(command);
        LockSupport.unpark(thread);
        return taken;
    }

    /**
     * Begins a stream, or replaces what is left to send of one under the same numbers.
     *
     * @throws IllegalArgumentException on a range outside the shipment, or too many streams; the source is closed then
     */
    public void send(StreamOrder order) {
        long now = System.nanoTime();
        OutgoingStream known = streams.get(key(order.shipmentNumber(), order.streamId()));
        try {
            StreamSender sender = known == null ? begin(order, now) : replace(known, order, now);
            sender.setParity(order.parityShards());
            streams.put(key(order.shipmentNumber(), order.streamId()), new OutgoingStream(order, sender));
        } catch (IllegalArgumentException e) {
            order.source().close();
            throw e;
        }
    }

    private StreamSender begin(StreamOrder order, long nowNanos) {
        if (streams.size() >= MAX_STREAMS) {
            throw new IllegalArgumentException(MAX_STREAMS + " streams are under way, which is the most");
        }
        StreamSender sender = new StreamSender(
                order.shipmentNumber(),
                order.streamId(),
                order.layout(),
                List.of(),
                order.rateBitsPerSecond(),
                BURST_NANOS,
                nowNanos);
        setRanges(sender, order);
        return sender;
    }

    private static void setRanges(StreamSender sender, StreamOrder order) {
        if (order.parityFrom() > 0) {
            sender.replaceByParity(order.ranges(), order.parityFrom());
        } else {
            sender.replace(order.ranges());
        }
    }

    private static StreamSender replace(OutgoingStream known, StreamOrder order, long nowNanos) {
        setRanges(known.sender(), order);
        known.sender().setRate(order.rateBitsPerSecond(), nowNanos);
        known.close();
        return known.sender();
    }

    /** Changes rate and group of a stream from its next datagram on, parity from its next block on; a stream not known here is left alone. */
    public void adjust(
            int shipmentNumber, int streamId, InetAddress group, long rateBitsPerSecond, int parityShards) {
        OutgoingStream stream = streams.get(key(shipmentNumber, streamId));
        if (stream != null) {
            stream.setGroup(group);
            stream.sender().setRate(rateBitsPerSecond, System.nanoTime());
            stream.sender().setParity(parityShards);
        }
    }

    /** Ends a stream. */
    public void stop(int shipmentNumber, int streamId) {
        OutgoingStream stream = streams.remove(key(shipmentNumber, streamId));
        if (stream != null) {
            stream.close();
        }
    }

    /** Ends all streams of a distribution. */
    public void forget(String distributionId) {
        streams.values().removeIf(stream -> {
            boolean ended = stream.distributionId().equals(distributionId);
            if (ended) {
                stream.close();
            }
            return ended;
        });
    }

    /** Pauses every stream until it is adjusted or sent again: nobody watches the links. */
    public void holdAll() {
        streams.values().forEach(stream -> stream.sender().hold());
    }

    private static long key(int shipmentNumber, int streamId) {
        return (long) shipmentNumber << 32 | Integer.toUnsignedLong(streamId);
    }

    private void run() {
        try {
            while (!closed) {
                runCommands();
                long due = sendAll();
                boolean more = report();
                rest(due, more);
            }
        } catch (RuntimeException e) {
            log.error("The send loop ended; restart the agent", e);
        } finally {
            closed = true;
            streams.values().forEach(OutgoingStream::close);
            closeSocket();
        }
    }

    private void runCommands() {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            try {
                command.run();
            } catch (RuntimeException e) {
                log.error("A command of the send loop failed", e);
            }
        }
    }

    /** Sends what is due. Returns when the next datagram is. */
    private long sendAll() {
        long due = Long.MAX_VALUE;
        for (Iterator<OutgoingStream> all = streams.values().iterator(); all.hasNext(); ) {
            OutgoingStream stream = all.next();
            try {
                due = Math.min(due, sendDue(stream));
            } catch (IOException e) {
                all.remove();
                stream.close();
                log.warn("Stream {} ended: {}", stream.name(), e.toString());
                listener.failed(stream.distributionId(), "Tried to send stream " + stream.name() + " to "
                        + stream.target() + " but " + e.getMessage());
            }
        }
        return due;
    }

    private long sendDue(OutgoingStream stream) throws IOException {
        StreamSender sender = stream.sender();
        int most = socket.most(stream.datagramBytes());
        long now = System.nanoTime();
        for (int sent = 0; sent < MAX_DATAGRAMS_IN_A_ROW && sender.isDue(now); ) {
            int count = sendNext(stream, most, now);
            if (count == 0) {
                counters.sendDeferred();
                return now + DEFERRED_NANOS;
            }
            sent += count;
            now = System.nanoTime();
        }
        return sender.wakeNanos(most);
    }

    private int sendNext(OutgoingStream stream, int most, long nowNanos) throws IOException {
        ByteBuffer datagrams = stream.next(nowNanos, most);
        int from = datagrams.position();
        int count = socket.send(datagrams, stream.datagramBytes(), stream.target());
        int bytes = datagrams.position() - from;
        stream.noteSent(count);
        stream.sender().sent(count, nowNanos);
        counters.sent(count, bytes + (long) count * ChunkHeader.WIRE_OVERHEAD_BYTES);
        return count;
    }

    /** Returns whether there is more to report a little later. */
    private boolean report() {
        long now = System.nanoTime();
        boolean more = false;
        for (OutgoingStream stream : streams.values()) {
            if (stream.isReportDue(now)) {
                stream.reported(now);
                listener.progress(stream.sender().progress());
            }
            more |= stream.hasNews();
        }
        return more;
    }

    private void rest(long dueNanos, boolean moreToReport) {
        if (!commands.isEmpty() || closed) {
            return;
        }
        if (dueNanos == Long.MAX_VALUE && !moreToReport) {
            LockSupport.park(this);
            return;
        }
        long wait = Math.min(MAX_NAP_NANOS, dueNanos - System.nanoTime());
        if (wait > 0) {
            LockSupport.parkNanos(this, wait);
        }
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("Closing the send loop's socket", e);
        }
    }

    /** Whether datagrams can be sent. Any thread. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Ends the thread and its streams. Any thread but the loop's. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
