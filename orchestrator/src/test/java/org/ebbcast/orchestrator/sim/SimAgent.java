package org.ebbcast.orchestrator.sim;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ebbcast.protocol.AdjustStream;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.BlobsOutlined;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.EndOfStream;
import org.ebbcast.protocol.ForgetDistribution;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ImagePublished;
import org.ebbcast.protocol.ImageResolved;
import org.ebbcast.protocol.InventoryTaken;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.protocol.OutlineBlobs;
import org.ebbcast.protocol.PublishImage;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.ReceiverReady;
import org.ebbcast.protocol.ResolveImage;
import org.ebbcast.protocol.SendStream;
import org.ebbcast.protocol.SenderProgress;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;
import org.ebbcast.protocol.ShipmentReceived;
import org.ebbcast.protocol.StopStream;
import org.ebbcast.protocol.TakeInventory;

/** An agent that does what it is told, in whole chunks, without bytes. Owned by its {@link SimWorld}. */
public final class SimAgent {
    private static final int MISSING_RANGES = 64;

    private final SimWorld world;
    private final HostId host;
    private final Map<String, List<BlobDescriptor>> images = new HashMap<>();
    private final Set<Digest> blobs = new HashSet<>();
    private final Map<String, Receiving> receiving = new LinkedHashMap<>();
    private final Map<String, Sending> sending = new LinkedHashMap<>();
    private final Set<String> published = new HashSet<>();
    private final List<AgentMessage> unsaid = new ArrayList<>();
    private boolean mute;
    private boolean importing;
    private final List<PublishImage> imports = new ArrayList<>();
    private long freeBytes = 1L << 40;

    /** A shipment on its way in. */
    static final class Receiving {
        Shipment shipment;
        ShipmentLayout layout;
        Set<String> groups = new HashSet<>();
        List<Neighbour> neighbours = List.of();
        final BitSet chunks = new BitSet();
        long multicast;
        long repaired;
        long arrived;
        long lost;
        long highest;
        /** Sequence number that comes next, by stream. */
        final Map<Integer, Long> next = new HashMap<>();
        int generation = -1;
        boolean ended;
        boolean fromSource;
        boolean reported;
    }

    /** A stream on its way out. */
    static final class Sending {
        Shipment shipment;
        double wireBytesOfChunk;
        int streamId;
        String group = "";
        long rate;
        List<ChunkRange> ranges = List.of();
        double position;
        long total;
        long wireBytes;
        boolean finished;
    }

    private final List<Long> requests = new ArrayList<>();
    private boolean wasSentToSource;

    SimAgent(SimWorld world, HostId host) {
        this.world = world;
        this.host = host;
    }

    /** Gives the agent an image. */
    public void hold(String image, List<BlobDescriptor> content) {
        images.put(image, content);
        content.forEach(blob -> blobs.add(blob.digest()));
    }

    /** Gives the agent single blobs. */
    public void holdBlobs(List<BlobDescriptor> content) {
        content.forEach(blob -> blobs.add(blob.digest()));
    }

    /** Room in its store. */
    public void setFreeBytes(long freeBytes) {
        this.freeBytes = freeBytes;
    }

    /** Whether it hangs although it stays connected; what it had to say it says afterwards. */
    public void setMute(boolean mute) {
        this.mute = mute;
        if (!mute) {
            unsaid.forEach(message -> world.toController(host, message));
            unsaid.clear();
        }
    }

    /** Whether its engine takes its time with what it is asked to import; at the end of that it has it all. */
    public void setImporting(boolean importing) {
        this.importing = importing;
        if (!importing) {
            List.copyOf(imports).forEach(this::publish);
            imports.clear();
        }
    }

    public boolean hasPublished(String image) {
        return published.contains(image);
    }

    boolean hasAll(List<BlobDescriptor> content) {
        return content.stream().allMatch(b -> b.sizeBytes() == 0 || blobs.contains(b.digest()));
    }

    Map<String, Sending> sending() {
        return sending;
    }

    Map<String, Receiving> receiving() {
        return receiving;
    }

    /** The process died; the disk stays. */
    void restart() {
        unsaid.clear();
        receiving.clear();
        sending.clear();
    }

    private void say(AgentMessage message) {
        if (mute) {
            unsaid.add(message);
        } else {
            world.toController(host, message);
        }
    }

    void hear(ControllerMessage message) {
        if (message instanceof ResolveImage) {
            resolve((ResolveImage) message);
        } else if (message instanceof TakeInventory) {
            TakeInventory m = (TakeInventory) message;
            say(new InventoryTaken(
                    m.requestId(),
                    m.digests().stream().filter(blobs::contains).collect(Collectors.toList()),
                    freeBytes));
        } else if (message instanceof OutlineBlobs) {
            outline((OutlineBlobs) message);
        } else if (message instanceof ReceiveShipment) {
            receive((ReceiveShipment) message);
        } else if (message instanceof SendStream) {
            send((SendStream) message);
        } else if (message instanceof AdjustStream) {
            AdjustStream m = (AdjustStream) message;
            Sending stream = sending.get(m.shipmentNumber() + "/" + m.streamId());
            if (stream != null) {
                stream.group = m.group();
                stream.rate = m.rateBitsPerSecond();
            }
        } else if (message instanceof StopStream) {
            sending.remove(((StopStream) message).shipmentNumber() + "/" + ((StopStream) message).streamId());
        } else if (message instanceof EndOfStream) {
            EndOfStream m = (EndOfStream) message;
            Receiving r = receiving.get(Integer.toString(m.shipmentNumber()));
            if (r != null) {
                r.ended = true;
                r.fromSource |= m.repairFromSource();
                wasSentToSource |= r.fromSource;
                r.highest = r.layout.chunkCount();
            }
        } else if (message instanceof PublishImage) {
            publish((PublishImage) message);
        } else if (message instanceof ForgetDistribution) {
            String id = ((ForgetDistribution) message).distributionId();
            receiving.values().removeIf(r -> r.shipment.distributionId().equals(id));
            sending.values().removeIf(s -> s.shipment.distributionId().equals(id));
        }
    }

    private void resolve(ResolveImage m) {
        requests.add(m.requestId());
        List<BlobDescriptor> content = images.get(m.image());
        say(content == null
                ? new ImageResolved(
                        m.requestId(), ImageResolved.Outcome.NOT_FOUND, "", "", Digest.EMPTY, List.of())
                : new ImageResolved(
                        m.requestId(),
                        ImageResolved.Outcome.FOUND,
                        "",
                        m.image(),
                        content.get(0).digest(),
                        content));
    }

    private void outline(OutlineBlobs m) {
        List<BlobOutline> outlines = new ArrayList<>();
        for (BlobDescriptor blob : m.blobs()) {
            long[] size = {blob.sizeBytes()};
            int pieces = ShipmentLayout.of(m.chunkBytes(), m.chunksPerPiece(), size).pieceCount();
            outlines.add(new BlobOutline(blob, new byte[32 * pieces]));
        }
        say(new BlobsOutlined(m.requestId(), hasAll(m.blobs()) ? outlines : List.of(), ""));
    }

    private void receive(ReceiveShipment m) {
        Receiving r = receiving.computeIfAbsent(Integer.toString(m.shipment().shipmentNumber()), n -> new Receiving());
        if (m.generation() >= r.generation) {
            r.shipment = m.shipment();
            r.layout = ShipmentLayout.of(m.shipment());
            r.groups = new HashSet<>(m.groups());
            r.neighbours = m.neighbours();
            r.generation = m.generation();
            say(new ReceiverReady(m.shipment().shipmentNumber(), m.generation()));
            r.reported = false;
            boolean whole = m.shipment().blobs().stream().allMatch(b -> blobs.contains(b.blob().digest()));
            if (whole) {
                r.chunks.set(0, (int) r.layout.chunkCount());
            }
            complete(r);
        }
    }

    private void send(SendStream m) {
        Sending stream = new Sending();
        stream.shipment = m.shipment();
        stream.wireBytesOfChunk = ShipmentLayout.of(m.shipment()).fullWireBytes();
        stream.streamId = m.streamId();
        stream.group = m.group();
        stream.rate = m.rateBitsPerSecond();
        stream.ranges = m.ranges();
        stream.total = m.ranges().stream().mapToLong(r -> r.to() - r.from()).sum();
        sending.put(m.shipment().shipmentNumber() + "/" + m.streamId(), stream);
    }

    /** Chunks that a stream sends in {@code seconds}. */
    List<Long> advance(Sending stream, double seconds) {
        double wire = stream.wireBytesOfChunk;
        double next = Math.min(stream.total, stream.position + stream.rate * seconds / 8 / wire);
        List<Long> sent = new ArrayList<>();
        long index = 0;
        for (ChunkRange range : stream.ranges) {
            long first = Math.max(0, (long) stream.position - index);
            for (long i = first; i < range.to() - range.from() && index + i < (long) next; i++) {
                sent.add(range.from() + i);
            }
            index += range.to() - range.from();
        }
        stream.position = next;
        stream.wireBytes += (long) (sent.size() * wire);
        return sent;
    }

    /** A datagram came, if it was not lost; what lacks before it by sequence number is known to be lost then. */
    void arrived(Sending stream, long sequence, long chunk, boolean lost) {
        Receiving r = receiving.get(Integer.toString(stream.shipment.shipmentNumber()));
        if (r == null || !r.groups.contains(stream.group)) {
            return;
        }
        r.highest = Math.max(r.highest, chunk + 1);
        if (!lost) {
            r.lost += sequence - r.next.getOrDefault(stream.streamId, sequence);
            r.next.put(stream.streamId, sequence + 1);
            r.arrived++;
            if (!r.chunks.get((int) chunk)) {
                r.chunks.set((int) chunk);
                r.multicast += r.layout.chunkLength(chunk);
            }
            complete(r);
        }
    }

    /** Fetches some of what lacks from the first neighbour that has it. */
    void repair(Receiving r, int chunks) {
        for (int i = 0; i < chunks && (r.ended || isRelayed(r)) && !r.reported; i++) {
            int lacking = r.chunks.nextClearBit(0);
            if (lacking >= r.layout.chunkCount()) {
                break;
            }
            Optional<HostId> giver = r.neighbours.stream()
                    .filter(n -> n.tier() != Neighbour.Tier.SOURCE || r.fromSource)
                    .map(n -> HostId.of(n.host()))
                    .filter(n -> world.canServe(n, r.shipment, lacking))
                    .findFirst();
            if (giver.isEmpty()) {
                break;
            }
            world.fabric().carry(giver.get(), host, r.layout.chunkLength(lacking));
            r.chunks.set(lacking);
            r.repaired += r.layout.chunkLength(lacking);
            complete(r);
        }
    }

    /** Numbers of the questions for an image, in the order in which they came. */
    List<Long> requests() {
        return List.copyOf(requests);
    }

    /** Whether it was ever told that it may ask a source. */
    boolean wasSentToSource() {
        return wasSentToSource;
    }

    private static boolean isRelayed(Receiving r) {
        return r.neighbours.stream().anyMatch(n -> n.tier() == Neighbour.Tier.RELAY);
    }

    boolean canServe(Shipment shipment, int chunk) {
        Receiving r = receiving.get(Integer.toString(shipment.shipmentNumber()));
        return r != null && r.chunks.get(chunk)
                || shipment.blobs().stream().allMatch(b -> blobs.contains(b.blob().digest()));
    }

    private void complete(Receiving r) {
        if (!r.reported && r.chunks.cardinality() == r.layout.chunkCount()) {
            r.reported = true;
            r.shipment.blobs().forEach(b -> blobs.add(b.blob().digest()));
            say(new ShipmentReceived(r.shipment.shipmentNumber(), r.multicast, r.repaired));
        }
    }

    private void publish(PublishImage m) {
        if (importing && m.importIntoDocker()) {
            imports.add(m);
            return;
        }
        boolean whole = hasAll(m.blobs());
        if (whole) {
            published.add(m.image());
            images.put(m.image(), m.blobs());
        }
        ImagePublished.Outcome good =
                m.importIntoDocker() ? ImagePublished.Outcome.IMPORTED : ImagePublished.Outcome.PUBLISHED;
        say(new ImagePublished(m.distributionId(), whole ? good : ImagePublished.Outcome.FAILED, "", 5));
    }

    /** Sends progress, as an agent does a few times a second. */
    void report() {
        sending.values().stream().filter(s -> !s.finished).forEach(s -> {
            s.finished = s.position >= s.total;
            long position = (long) s.position;
            say(new SenderProgress(
                    s.shipment.shipmentNumber(), s.streamId, position, position, s.wireBytes, s.finished));
        });
        receiving.values().stream().filter(r -> !r.reported && r.layout != null).forEach(r -> say(progress(r)));
    }

    private static ReceiverProgress progress(Receiving r) {
        List<ChunkRange> missing = new ArrayList<>();
        int from = r.chunks.nextClearBit(0);
        int first = from;
        while (from < r.highest && missing.size() < MISSING_RANGES) {
            int to = r.chunks.nextSetBit(from);
            int end = to < 0 ? (int) r.highest : (int) Math.min(to, r.highest);
            missing.add(new ChunkRange(from, end));
            from = to < 0 ? Integer.MAX_VALUE : r.chunks.nextClearBit(end);
        }
        return new ReceiverProgress(
                r.shipment.shipmentNumber(),
                Math.min(r.layout.totalBytes(), (long) r.chunks.cardinality() * r.layout.chunkBytes()),
                r.multicast,
                r.repaired,
                r.arrived,
                r.lost,
                first,
                missing);
    }
}
