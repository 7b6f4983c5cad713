package org.ebbcast.simulator;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ebbcast.protocol.AdjustStream;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.BlobsOutlined;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.EndOfStream;
import org.ebbcast.protocol.ForgetDistribution;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ImagePublished;
import org.ebbcast.protocol.ImageResolved;
import org.ebbcast.protocol.InventoryTaken;
import org.ebbcast.protocol.OutlineBlobs;
import org.ebbcast.protocol.PublishImage;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.ResolveImage;
import org.ebbcast.protocol.SendStream;
import org.ebbcast.protocol.ShipmentLayout;
import org.ebbcast.protocol.StopStream;
import org.ebbcast.protocol.TakeInventory;
import org.ebbcast.protocol.TaskFailed;
import org.ebbcast.rules.Ipv4Address;

/**
 * One machine: its disk, its clock, and an agent whose transport is the real one ({@link Receiving}, {@link Sending}).
 * Owned by its {@link Site}.
 */
final class Host {
    private static final long TICK_NANOS = 10_000_000L;

    final HostId id;
    final Disk disk = new Disk();
    final Map<String, List<BlobDescriptor>> images = new TreeMap<>();
    private final Site site;
    private final Random random;
    private final Map<Integer, Receiving> receiving = new TreeMap<>();
    private final Map<Long, Sending> sending = new TreeMap<>();
    private final Map<String, byte[]> outlines = new HashMap<>();
    private final Deque<Runnable> backlog = new ArrayDeque<>();
    private long clockNanos;
    private boolean alive = true;
    private boolean stalled;
    private boolean ticking;
    private int life;
    private long unwatchedSince = Long.MAX_VALUE;

    Host(Site site, HostId id, Random random) {
        this.site = site;
        this.id = id;
        this.random = random;
        clockNanos = random.nextLong() >> 4;
    }

    /** The host's own clock, which starts anywhere and may jump ahead. */
    long now() {
        return site.loop().nowNanos() + clockNanos;
    }

    void jumpClock(long nanos) {
        clockNanos += nanos;
    }

    /** Of the agent's own randomness. */
    long random() {
        return random.nextLong();
    }

    boolean isAlive() {
        return alive;
    }

    boolean answers() {
        return alive && !stalled;
    }

    boolean isReceiving() {
        return !receiving.isEmpty();
    }

    boolean isSending() {
        return sending.values().stream().anyMatch(s -> !s.isFinished());
    }

    void hold(Image image) {
        images.put(image.name(), image.blobs());
        for (int i = 0; i < image.blobs().size(); i++) {
            disk.blobs.put(image.blobs().get(i).digest(), image.contents().get(i));
        }
    }

    boolean hasAll(List<BlobDescriptor> blobs) {
        return blobs.stream().allMatch(b -> b.sizeBytes() == 0 || disk.blobs.containsKey(b.digest()));
    }

    /** The process dies with all it had in memory; the disk stays, perhaps without its last writes. */
    void crash() {
        alive = false;
        life++;
        receiving.clear();
        sending.clear();
        backlog.clear();
        stalled = false;
        disk.crash(random);
    }

    void boot() {
        alive = true;
        clockNanos = random.nextLong() >> 4;
    }

    /** Does nothing until {@link #resume}; what comes meanwhile waits. */
    void stall() {
        stalled = alive;
    }

    void resume() {
        stalled = false;
        while (!stalled && !backlog.isEmpty()) {
            backlog.poll().run();
        }
    }

    /** Runs {@code task} in this life of the process, when it is not stalled. */
    void run(Runnable task) {
        if (alive && stalled) {
            backlog.add(task);
        } else if (alive) {
            task.run();
        }
    }

    void after(long nanos, Runnable task) {
        int at = life;
        site.loop().schedule(Math.max(0, nanos), () -> {
            if (at == life) {
                run(task);
            }
        });
    }

    void say(AgentMessage message) {
        site.toController(id, message);
    }

    /** The control connection went: nobody watches the links any more. */
    void unwatched() {
        long since = now();
        unwatchedSince = since;
        after(3_000_000_000L, () -> {
            if (unwatchedSince == since) {
                sending.values().forEach(Sending::hold);
            }
        });
    }

    void watched() {
        unwatchedSince = Long.MAX_VALUE;
    }

    /** @param forged whether nobody who sends made it as it is */
    void arrived(Ipv4Address group, byte[] datagram, boolean forged) {
        ByteBuffer buffer = ByteBuffer.wrap(datagram);
        if (ChunkHeader.isValid(buffer, 0, datagram.length)) {
            Receiving to = receiving.get(ChunkHeader.shipmentNumber(buffer, 0));
            if (to != null && to.listensTo(group)) {
                to.arrived(buffer.duplicate(), datagram.length, forged);
            }
        }
    }

    void hear(ControllerMessage message) {
        if (message instanceof ReceiveShipment m) {
            receive(m);
        } else if (message instanceof EndOfStream m) {
            Receiving to = receiving.get(m.shipmentNumber());
            if (to != null) {
                to.endOfStream(m.repairFromSource());
            }
        } else if (message instanceof SendStream m) {
            send(m);
        } else if (message instanceof AdjustStream m) {
            Sending stream = sending.get(key(m.shipmentNumber(), m.streamId()));
            if (stream != null) {
                stream.adjust(m);
            }
        } else if (message instanceof StopStream m) {
            stop(key(m.shipmentNumber(), m.streamId()));
        } else if (message instanceof ForgetDistribution m) {
            forget(m.distributionId());
        } else {
            answer(message);
        }
    }

    private void answer(ControllerMessage message) {
        if (message instanceof ResolveImage m) {
            List<BlobDescriptor> blobs = images.get(m.image());
            say(blobs == null
                    ? new ImageResolved(m.requestId(), ImageResolved.Outcome.NOT_FOUND, "", "", Digest.EMPTY, List.of())
                    : new ImageResolved(m.requestId(), ImageResolved.Outcome.FOUND, "", m.image(),
                            blobs.get(0).digest(), blobs));
        } else if (message instanceof TakeInventory m) {
            List<Digest> present = m.digests().stream().filter(disk.blobs::containsKey).toList();
            say(new InventoryTaken(m.requestId(), present, disk.freeBytes()));
        } else if (message instanceof OutlineBlobs m) {
            outline(m);
        } else if (message instanceof PublishImage m) {
            publish(m);
        }
    }

    private void outline(OutlineBlobs m) {
        if (!hasAll(m.blobs())) {
            say(new BlobsOutlined(m.requestId(), List.of(), "a blob is gone"));
            return;
        }
        List<BlobOutline> found = new ArrayList<>();
        for (BlobDescriptor blob : m.blobs()) {
            byte[] content = disk.blobs.get(blob.digest());
            byte[] hashes = outlines.computeIfAbsent(
                    blob.digest() + " " + m.chunkBytes() + " " + m.chunksPerPiece(),
                    k -> hashes(content, m.chunkBytes(), m.chunksPerPiece()));
            found.add(new BlobOutline(blob, hashes));
        }
        say(new BlobsOutlined(m.requestId(), found, ""));
    }

    private static byte[] hashes(byte[] content, int chunkBytes, int chunksPerPiece) {
        ShipmentLayout layout = ShipmentLayout.of(chunkBytes, chunksPerPiece, new long[] {content.length});
        byte[] hashes = new byte[32 * layout.pieceCount()];
        for (int piece = 0; piece < layout.pieceCount(); piece++) {
            var sha256 = Digest.sha256();
            sha256.update(content, (int) layout.pieceOffset(piece), layout.pieceLength(piece));
            System.arraycopy(sha256.digest(), 0, hashes, 32 * piece, 32);
        }
        return hashes;
    }

    private void publish(PublishImage m) {
        boolean whole = hasAll(m.blobs());
        if (whole) {
            images.put(m.image(), m.blobs());
        }
        ImagePublished.Outcome good =
                m.importIntoDocker() ? ImagePublished.Outcome.IMPORTED : ImagePublished.Outcome.PUBLISHED;
        say(new ImagePublished(m.distributionId(), whole ? good : ImagePublished.Outcome.FAILED,
                whole ? "" : "a blob is not here", 5));
    }

    private void receive(ReceiveShipment m) {
        int number = m.shipment().shipmentNumber();
        Receiving known = receiving.get(number);
        if (known != null && !known.shipment().distributionId().equals(m.shipment().distributionId())) {
            end(known);
            known = null;
        }
        if (known == null) {
            Set<Digest> coming = digests(m);
            List.copyOf(receiving.values()).stream()
                    .filter(r -> r.shipment().distributionId().equals(m.shipment().distributionId())
                            && r.shipment().blobs().stream().anyMatch(b -> coming.contains(b.blob().digest())))
                    .forEach(this::end);
            known = Receiving.open(this, site, m, new Random(random.nextLong())).orElse(null);
            if (known == null) {
                return;
            }
            receiving.put(number, known);
        }
        known.listen(m);
        startTicking();
    }

    private static Set<Digest> digests(ReceiveShipment m) {
        Set<Digest> digests = new TreeSet<>();
        m.shipment().blobs().forEach(b -> digests.add(b.blob().digest()));
        return digests;
    }

    void end(Receiving over) {
        if (receiving.remove(over.shipment().shipmentNumber(), over)) {
            over.close();
        }
    }

    private void startTicking() {
        if (!ticking) {
            ticking = true;
            tick(life);
        }
    }

    private void tick(int at) {
        if (at != life || receiving.isEmpty()) {
            ticking = false;
            if (alive && !receiving.isEmpty()) {
                startTicking();
            }
            return;
        }
        run(() -> List.copyOf(receiving.values()).forEach(Receiving::tick));
        site.loop().schedule(TICK_NANOS / 2 + random.nextLong(TICK_NANOS), () -> tick(at));
    }

    private static long key(int shipment, int stream) {
        return (long) shipment << 32 | stream;
    }

    private void send(SendStream m) {
        if (m.shipment().blobs().stream().anyMatch(b -> !disk.blobs.containsKey(b.blob().digest()))) {
            say(new TaskFailed(m.shipment().distributionId(),
                    TaskFailed.Reason.CONTENT_GONE, "a blob is not here"));
            return;
        }
        long key = key(m.shipment().shipmentNumber(), m.streamId());
        Sending known = sending.get(key);
        if (known == null) {
            sending.put(key, new Sending(this, site, m));
        } else {
            known.replace(m);
        }
    }

    private void stop(long key) {
        Sending gone = sending.remove(key);
        if (gone != null) {
            gone.close();
        }
    }

    private void forget(String distributionId) {
        List.copyOf(receiving.values()).stream()
                .filter(r -> r.shipment().distributionId().equals(distributionId))
                .forEach(this::end);
        sending.values().removeIf(s -> {
            boolean its = s.distributionId().equals(distributionId);
            if (its) {
                s.close();
            }
            return its;
        });
    }
}
