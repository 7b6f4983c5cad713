package org.ebbcast.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.ebbcast.agent.seal.DatagramOpener;
import org.ebbcast.agent.transport.ReceiverEffect;
import org.ebbcast.agent.transport.ReceiverSettings;
import org.ebbcast.agent.transport.RepairFailure;
import org.ebbcast.agent.transport.RepairRequest;
import org.ebbcast.agent.transport.ShipmentReceiver;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;
import org.ebbcast.protocol.TaskFailed;
import org.ebbcast.rules.Ipv4Address;

/** A real {@link ShipmentReceiver} with the disk below it. Owned by its {@link Host}. */
final class Receiving {
    private final Host host;
    private final Site site;
    private final Shipment shipment;
    private final ShipmentDisk files;
    private final ShipmentReceiver receiver;
    private final Optional<DatagramOpener> opener;
    private final Set<Ipv4Address> groups = new HashSet<>();
    private int generation = -1;
    private boolean ended;

    private Receiving(Host host, Site site, Shipment shipment, ShipmentDisk files, Random random) {
        this.host = host;
        this.site = site;
        this.shipment = shipment;
        this.files = files;
        opener = DatagramOpener.of(shipment);
        receiver = new ShipmentReceiver(shipment.shipmentNumber(), ShipmentLayout.of(shipment), files,
                ReceiverSettings.DEFAULT, random, host.now());
    }

    /** Empty, and the controller is told why, if the disk does not let it. */
    static Optional<Receiving> open(Host host, Site site, ReceiveShipment m, Random random) {
        try {
            return Optional.of(new Receiving(host, site, m.shipment(), new ShipmentDisk(host.disk, m.shipment()), random));
        } catch (IOException | IllegalArgumentException e) {
            refuse(host, m.shipment(), e);
            return Optional.empty();
        }
    }

    private static void refuse(Host host, Shipment shipment, Exception e) {
        TaskFailed.Reason reason = e instanceof Disk.FullException
                ? TaskFailed.Reason.NO_SPACE
                : e instanceof IOException ? TaskFailed.Reason.DISK_ERROR : TaskFailed.Reason.BAD_REQUEST;
        host.say(new TaskFailed(shipment.distributionId(), reason, "Tried to receive shipment "
                + shipment.shipmentNumber() + " but " + e.getMessage()));
    }

    Shipment shipment() {
        return shipment;
    }

    boolean listensTo(Ipv4Address group) {
        return groups.contains(group);
    }

    void listen(ReceiveShipment m) {
        if (m.generation() >= generation) {
            generation = m.generation();
            groups.clear();
            m.groups().forEach(group -> groups.add(Ipv4Address.parse(group)));
            receiver.setNeighbours(m.neighbours());
            receiver.setGroup(m.receivers(), m.reportMillis() * 1_000_000L, host.now());
            receiver.ready(generation);
            tick();
        }
    }

    void endOfStream(boolean fromSource) {
        receiver.endOfStream(fromSource, host.now());
    }

    void arrived(ByteBuffer datagram, int length, boolean forged) {
        if (opener.isEmpty()) {
            accept(datagram, length);
            return;
        }
        // Others get the same array, and what is sealed is opened in place.
        ByteBuffer own = ByteBuffer.wrap(datagram.array().clone());
        if (opener.get().open(own, 0, length, ChunkHeader.BYTES)) {
            site.opened(host.id, forged);
            accept(own, length - ChunkHeader.SEAL_BYTES);
        }
    }

    private void accept(ByteBuffer datagram, int length) {
        guarded(() -> {
            int shard = ChunkHeader.shard(datagram, 0);
            if (shard > 0) {
                receiver.acceptParity(ChunkHeader.streamId(datagram, 0), ChunkHeader.chunk(datagram, 0), shard,
                        ChunkHeader.sequence(datagram, 0), datagram, ChunkHeader.BYTES, length - ChunkHeader.BYTES,
                        host.now());
                return;
            }
            receiver.accept(ChunkHeader.streamId(datagram, 0), ChunkHeader.chunk(datagram, 0),
                    ChunkHeader.sequence(datagram, 0), datagram, ChunkHeader.BYTES, length - ChunkHeader.BYTES,
                    host.now());
            receiver.flush();
        });
    }

    void tick() {
        if (ended) {
            return;
        }
        List<ReceiverEffect> effects = new ArrayList<>();
        receiver.tick(host.now(), effects);
        if (receiver.isOver()) {
            host.end(this);
        }
        effects.forEach(this::perform);
    }

    private void perform(ReceiverEffect effect) {
        if (effect instanceof ReceiverEffect.Report report) {
            host.say(report.message());
        } else if (effect instanceof ReceiverEffect.Fetch fetch) {
            fetch(fetch.request());
        } else if (effect instanceof ReceiverEffect.Commit commit && !ended) {
            host.after(3_000_000, () -> guarded(() -> {
                files.commit(commit.blob());
                receiver.committed(commit.blob());
            }));
        } else if (effect instanceof ReceiverEffect.Failed failed) {
            host.say(new TaskFailed(shipment.distributionId(), failed.reason(), failed.detail()));
        }
    }

    private void fetch(RepairRequest request) {
        site.fetch(host, request, shipment.blobs().get(request.blob()).blob().digest(), new Site.Answer() {
            @Override
            public void delivered(ByteBuffer body) {
                guarded(() -> receiver.repaired(request.id(), body, host.now()));
            }

            @Override
            public void failed(RepairFailure why) {
                guarded(() -> receiver.repairFailed(request.id(), why, host.now()));
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private void guarded(Work work) {
        if (!ended) {
            try {
                work.run();
            } catch (IOException e) {
                host.end(this);
                refuse(host, shipment, e);
            }
        }
    }

    void close() {
        ended = true;
        site.restored(receiver.counters().restored());
        files.close();
    }
}
