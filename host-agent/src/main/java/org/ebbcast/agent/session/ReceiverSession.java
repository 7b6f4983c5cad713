package org.ebbcast.agent.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.ebbcast.agent.net.Inbound;
import org.ebbcast.agent.net.RangeAnswer;
import org.ebbcast.agent.net.RangeRequest;
import org.ebbcast.agent.net.ReceiveLoop;
import org.ebbcast.agent.net.RepairClient;
import org.ebbcast.agent.seal.DatagramOpener;
import org.ebbcast.agent.store.DigestMismatchException;
import org.ebbcast.agent.store.NoSpaceException;
import org.ebbcast.agent.transport.ReceiverEffect;
import org.ebbcast.agent.transport.RepairFailure;
import org.ebbcast.agent.transport.RepairRequest;
import org.ebbcast.agent.transport.ShipmentReceiver;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.TaskFailed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A shipment being received: performs what its receiver wants done. Owned by the receive loop's thread. */
final class ReceiverSession implements Inbound {
    private static final Logger log = LoggerFactory.getLogger(ReceiverSession.class);

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Shipment shipment;
    private final ShipmentReceiver receiver;
    private final ShipmentFiles files;
    private final ReceiveLoop loop;
    private final RepairClient neighbours;
    private final Executor disk;
    private final Reports reports;
    private final List<ReceiverEffect> effects = new ArrayList<>();
    private final Consumer<ReceiverSession> whenEnded;
    private final Optional<DatagramOpener> opener;
    private int generation;
    private boolean ended;

    ReceiverSession(
            Shipment shipment,
            ShipmentReceiver receiver,
            ShipmentFiles files,
            ReceiveLoop loop,
            RepairClient neighbours,
            Executor disk,
            Reports reports,
            Consumer<ReceiverSession> whenEnded) {
        this.shipment = shipment;
        this.receiver = receiver;
        this.files = files;
        this.loop = loop;
        this.neighbours = neighbours;
        this.disk = disk;
        this.reports = reports;
        this.whenEnded = whenEnded;
        opener = DatagramOpener.of(shipment);
    }

    Shipment shipment() {
        return shipment;
    }

    /** Listens on these groups, and on no others any more, asks the neighbours of the message, and says that it does. */
    void listen(ReceiveShipment message, int port, Set<InetAddress> groups) throws IOException {
        generation = message.generation();
        receiver.setNeighbours(message.neighbours());
        receiver.setGroup(message.receivers(), message.reportMillis() * NANOS_PER_MILLI, System.nanoTime());
        loop.register(shipment.shipmentNumber(), port, groups, this);
        receiver.ready(generation);
        tick(System.nanoTime());
    }

    /** Of the last message that told where to listen. */
    int generation() {
        return generation;
    }

    ShipmentReceiver receiver() {
        return receiver;
    }

    @Override
    public int fullPayloadBytes() {
        return shipment.chunkBytes();
    }

    @Override
    public int payloadBytes(long chunk) {
        return receiver.payloadBytes(chunk);
    }

    @Override
    public Optional<DatagramOpener> opener() {
        return opener;
    }

    @Override
    public boolean accept(
            int streamId, long chunk, int sequence, ByteBuffer from, int at, int length, long nowNanos) {
        try {
            return !ended && receiver.accept(streamId, chunk, sequence, from, at, length, nowNanos);
        } catch (IOException e) {
            fail(e);
            return false;
        }
    }

    @Override
    public void acceptParity(
            int streamId, long block, int shard, int sequence, ByteBuffer from, int at, int length, long nowNanos) {
        try {
            if (!ended) {
                receiver.acceptParity(streamId, block, shard, sequence, from, at, length, nowNanos);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public void flush() {
        try {
            if (!ended) {
                receiver.flush();
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public void tick(long nowNanos) {
        if (ended) {
            return;
        }
        receiver.tick(nowNanos, effects);
        if (receiver.isOver()) {
            end();
        }
        effects.forEach(this::perform);
        effects.clear();
    }

    @Override
    public boolean isUrgent() {
        return !ended && receiver.isNearEnd();
    }

    private void perform(ReceiverEffect effect) {
        if (effect instanceof ReceiverEffect.Report report) {
            reports.send(report.message());
        } else if (effect instanceof ReceiverEffect.Fetch fetch) {
            fetch(fetch.request());
        } else if (effect instanceof ReceiverEffect.Commit commit && !ended) {
            commit(commit.blob());
        } else if (effect instanceof ReceiverEffect.Failed failed) {
            reports.failed(shipment.distributionId(), failed.reason(), failed.detail());
        }
    }

    private void fetch(RepairRequest request) {
        InetSocketAddress neighbour =
                new InetSocketAddress(request.neighbour().address(), request.neighbour().port());
        RangeRequest range = new RangeRequest(
                neighbour,
                shipment.blobs().get(request.blob()).blob().digest(),
                shipment.accessToken(),
                request.offset(),
                request.length(),
                request.waitSeconds(),
                shipment.sealKey());
        neighbours.fetch(range, new RangeAnswer() {
            @Override
            public void delivered(ByteBuffer body) {
                loop.post(() -> repaired(request.id(), body));
            }

            @Override
            public void failed(RepairFailure why, String detail) {
                loop.post(() -> receiver.repairFailed(request.id(), why, System.nanoTime()));
            }
        });
    }

    private void repaired(long id, ByteBuffer body) {
        try {
            if (!ended) {
                receiver.repaired(id, body, System.nanoTime());
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void commit(int blob) {
        files.commit(blob, disk).whenComplete((done, failure) -> loop.post(() -> {
            if (ended) {
                return;
            }
            if (failure == null) {
                receiver.committed(blob);
            } else {
                fail(failure);
            }
        }));
    }

    private void fail(Throwable wrapped) {
        if (ended) {
            return;
        }
        Throwable failure = wrapped instanceof CompletionException && wrapped.getCause() != null
                ? wrapped.getCause()
                : wrapped;
        log.warn("Shipment {} of {} ended: {}", shipment.shipmentNumber(), shipment.distributionId(), failure, failure);
        reports.failed(
                shipment.distributionId(), reason(failure), "Tried to receive shipment " + shipment.shipmentNumber()
                        + " but " + failure.getMessage());
        end();
    }

    static TaskFailed.Reason reason(Throwable failure) {
        if (failure instanceof NoSpaceException) {
            return TaskFailed.Reason.NO_SPACE;
        }
        return failure instanceof DigestMismatchException
                ? TaskFailed.Reason.CONTENT_CORRUPT
                : TaskFailed.Reason.DISK_ERROR;
    }

    /** Leaves the groups and lets go of the files; what was verified stays. */
    void end() {
        if (!ended) {
            flush();
            ended = true;
            files.close();
            loop.unregister(shipment.shipmentNumber());
            whenEnded.accept(this);
        }
    }

    boolean isEnded() {
        return ended;
    }
}
