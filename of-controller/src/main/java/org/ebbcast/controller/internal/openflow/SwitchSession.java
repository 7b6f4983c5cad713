package org.ebbcast.controller.internal.openflow;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ebbcast.rules.DatapathId;
import org.projectfloodlight.openflow.protocol.OFBarrierReply;
import org.projectfloodlight.openflow.protocol.OFBarrierRequest;
import org.projectfloodlight.openflow.protocol.OFErrorMsg;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFStatsReply;
import org.projectfloodlight.openflow.protocol.OFStatsReplyFlags;
import org.projectfloodlight.openflow.protocol.OFStatsRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of one switch: transactions that end with a barrier, and requests whose answer comes in parts. Stages
 * complete on the event loop, which owns everything here.
 */
final class SwitchSession {
    private static final Logger LOG = LoggerFactory.getLogger(SwitchSession.class);
    // 10,000 parts of 64 KiB: more than any switch has, and an end to one that never stops.
    private static final int MOST_PARTS = 10_000;
    private static final int MOST_PENDING = 10_000;
    private static final long MOST_UNSENT_BYTES = 64L << 20;

    private interface Pending {
        void answered(OFMessage message);

        void failed(SwitchException why);
    }

    private final DatapathId id;
    private final Channel channel;
    private final Duration timeout;
    private final Map<Long, Pending> byXid = new HashMap<>();
    private Optional<String> closed = Optional.empty();

    SwitchSession(DatapathId id, Channel channel, Duration timeout) {
        this.id = id;
        this.channel = channel;
        this.timeout = timeout;
    }

    DatapathId id() {
        return id;
    }

    /** False from the moment the connection breaks, which is before {@link #closed} is heard of. */
    boolean isOpen() {
        return closed.isEmpty() && channel.isActive();
    }

    /** Sends, hoping for the best: a frame that finds the buffer full is dropped, as on any link. */
    void offer(List<OFMessage> messages) {
        if (isOpen() && channel.isWritable()) {
            messages.forEach(channel::write);
            channel.flush();
        }
    }

    /**
     * Sends {@code messages} and a barrier; completes when the barrier is answered, exceptionally with a
     * {@link SwitchException} if any message was refused or the switch is silent or gone.
     */
    CompletableFuture<Void> transact(List<OFMessage> messages) {
        OFBarrierRequest barrier = OpenFlowMessages.barrier();
        Set<Long> xids = new HashSet<>();
        messages.forEach(message -> xids.add(message.getXid()));
        xids.add(barrier.getXid());
        CompletableFuture<Void> done = new CompletableFuture<>();
        Pending pending = new Pending() {
            private Optional<SwitchException> refusal = Optional.empty();

            @Override
            public void answered(OFMessage message) {
                if (message instanceof OFErrorMsg error && refusal.isEmpty()) {
                    refusal = Optional.of(SwitchException.refused(error));
                }
                if (message.getXid() == barrier.getXid()) {
                    xids.forEach(byXid::remove);
                    refusal.ifPresentOrElse(done::completeExceptionally, () -> done.complete(null));
                }
            }

            @Override
            public void failed(SwitchException why) {
                xids.forEach(byXid::remove);
                done.completeExceptionally(refusal.orElse(why));
            }
        };
        List<OFMessage> all = new ArrayList<>(messages);
        all.add(barrier);
        begin(pending, xids, all);
        return done;
    }

    /** Asks and gathers all parts of the answer. */
    <R extends OFStatsReply> CompletableFuture<List<R>> collect(OFStatsRequest<R> request) {
        CompletableFuture<List<R>> done = new CompletableFuture<>();
        List<R> parts = new ArrayList<>();
        Pending pending = new Pending() {
            @Override
            @SuppressWarnings("unchecked") // The answer to a request has the request's type; a liar is caught below.
            public void answered(OFMessage message) {
                if (!(message instanceof OFStatsReply part) || part.getStatsType() != request.getStatsType()) {
                    byXid.remove(request.getXid());
                    done.completeExceptionally(
                            message instanceof OFErrorMsg error
                                    ? SwitchException.refused(error)
                                    : SwitchException.gone("answered with " + message.getType()));
                    return;
                }
                parts.add((R) part);
                if (!part.getFlags().contains(OFStatsReplyFlags.REPLY_MORE)) {
                    byXid.remove(request.getXid());
                    done.complete(parts);
                } else if (parts.size() >= MOST_PARTS) {
                    close("an answer of more than " + MOST_PARTS + " parts");
                }
            }

            @Override
            public void failed(SwitchException why) {
                byXid.remove(request.getXid());
                done.completeExceptionally(why);
            }
        };
        begin(pending, Set.of(request.getXid()), List.of(request));
        return done;
    }

    private void begin(Pending pending, Set<Long> xids, List<OFMessage> messages) {
        if (!isOpen()) {
            pending.failed(SwitchException.gone(closed.orElse("the connection broke")));
            return;
        }
        if (byXid.size() > MOST_PENDING || channel.bytesBeforeWritable() > MOST_UNSENT_BYTES) {
            pending.failed(SwitchException.gone("too much is waiting for it"));
            close("does not keep up: too much is waiting for it");
            return;
        }
        xids.forEach(xid -> byXid.put(xid, pending));
        messages.forEach(channel::write);
        channel.flush();
        channel.eventLoop()
                .schedule(
                        () -> {
                            if (xids.stream().anyMatch(xid -> byXid.get(xid) == pending)) {
                                pending.failed(SwitchException.silent(timeout.toMillis()));
                            }
                        },
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** An answer came in; answers whether it belonged to anything asked here. */
    boolean received(OFMessage message) {
        Pending pending = byXid.get(message.getXid());
        if (pending != null) {
            pending.answered(message);
            return true;
        }
        if (message instanceof OFErrorMsg error) {
            LOG.warn("switch {} refused something: {}", id, SwitchException.describe(error));
        }
        return message instanceof OFErrorMsg || message instanceof OFBarrierReply || message instanceof OFStatsReply;
    }

    /** Ends the connection. */
    void close(String reason) {
        LOG.warn("switch {}: closing the connection: {}", id, reason);
        channel.close();
    }

    /** The connection is gone: fails whatever waits. */
    void closed(String reason) {
        closed = Optional.of(reason);
        List.copyOf(byXid.values()).forEach(pending -> pending.failed(SwitchException.gone(reason)));
    }
}
