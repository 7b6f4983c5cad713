package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Shipment;

/** Groups blobs with equal holders and equal lackers into shipments. */
final class ShipmentBuilder {
    private final World world;
    private final ShipmentNumbers numbers;

    ShipmentBuilder(World world, ShipmentNumbers numbers) {
        this.world = world;
        this.numbers = numbers;
    }

    /** Fills in the distribution's shipments and what each target lacks. O(blobs × hosts). */
    void build(Distribution d) {
        Map<List<SortedSet<HostId>>, List<BlobDescriptor>> groups = new LinkedHashMap<>();
        for (BlobDescriptor blob : d.image.orElseThrow().blobs()) {
            SortedSet<HostId> holders = new TreeSet<>(d.sources);
            SortedSet<HostId> lackers = new TreeSet<>();
            d.openTargets().forEach(target -> {
                boolean has = target.present.orElseThrow().contains(blob.digest());
                (has ? holders : lackers).add(target.host);
            });
            if (!lackers.isEmpty() && blob.sizeBytes() > 0) {
                groups.computeIfAbsent(List.of(holders, lackers), k -> new ArrayList<>()).add(blob);
                lackers.forEach(host -> d.targets.get(host).bytesTotal += blob.sizeBytes());
            }
        }
        groups.forEach((hosts, blobs) -> d.shipments.add(shipment(d, hosts.get(0), hosts.get(1), blobs)));
        long bytes = d.shipments.stream().mapToLong(s -> s.layout.totalBytes()).sum();
        d.event(bytes + " bytes to send in " + d.shipments.size() + " shipments", world.nowNanos);
    }

    private ShipmentRun shipment(
            Distribution d, SortedSet<HostId> holders, SortedSet<HostId> lackers, List<BlobDescriptor> blobs) {
        List<BlobOutline> outlines = new ArrayList<>();
        blobs.forEach(blob -> outlines.add(d.outlines.orElseThrow().get(blob.digest())));
        byte[] token = random(16);
        if (d.intent.encrypt() && d.sealKey.isEmpty()) {
            d.sealKey = Optional.of(random(Shipment.SEAL_KEY_BYTES));
        }
        StringBuilder hex = new StringBuilder();
        for (byte b : token) {
            hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        ShipmentRun run = new ShipmentRun(
                new Shipment(
                        d.id.toString(), numbers.next(), d.chunkBytes, d.chunksPerPiece, outlines, hex.toString(),
                        d.sealKey.orElse(null)),
                holders);
        lackers.forEach(host -> run.receivers.put(host, new Receiver(host, world.nowNanos)));
        return run;
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        world.random.nextBytes(bytes);
        return bytes;
    }
}
