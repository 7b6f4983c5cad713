package org.ebbcast.simulator;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.ebbcast.agent.seal.DatagramSealer;
import org.ebbcast.agent.transport.ParityEncoder;
import org.ebbcast.agent.transport.StreamSender;
import org.ebbcast.protocol.AdjustStream;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ParityBlocks;
import org.ebbcast.protocol.SendStream;
import org.ebbcast.protocol.ShipmentLayout;
import org.ebbcast.rules.Ipv4Address;

/** A real {@link StreamSender} with the disk behind and the wires before it. Owned by its {@link Host}. */
final class Sending {
    private static final long BURST_NANOS = 5_000_000L;
    private static final long REPORT_NANOS = 250_000_000L;

    private final Host host;
    private final Site site;
    private final ShipmentLayout layout;
    private SendStream order;
    private final StreamSender sender;
    private Ipv4Address group;
    private long reportedChunks = -1;
    private boolean reportedFinish;
    private final ParityEncoder parity;
    private Optional<DatagramSealer> sealer;
    private boolean closed;
    private int pump;

    Sending(Host host, Site site, SendStream order) {
        this.host = host;
        this.site = site;
        this.order = order;
        layout = ShipmentLayout.of(order.shipment());
        group = Ipv4Address.parse(order.group());
        sender = new StreamSender(order.shipment().shipmentNumber(), order.streamId(), layout, List.of(),
                order.rateBitsPerSecond(), BURST_NANOS, host.now());
        setRanges();
        sender.setParity(order.parityShards());
        parity = new ParityEncoder(layout.chunkBytes());
        sealer = newSealer();
        pump(pump);
        host.after(REPORT_NANOS, this::reportLater);
    }

    String distributionId() {
        return order.shipment().distributionId();
    }

    boolean isFinished() {
        return sender.isFinished();
    }

    private Optional<DatagramSealer> newSealer() {
        return DatagramSealer.of(order.shipment(), host::random);
    }

    void replace(SendStream again) {
        order = again;
        sealer = newSealer();
        group = Ipv4Address.parse(again.group());
        setRanges();
        sender.setRate(again.rateBitsPerSecond(), host.now());
        sender.setParity(again.parityShards());
        pump(++pump);
    }

    private void setRanges() {
        if (order.parityFrom() > 0) {
            sender.replaceByParity(order.ranges(), order.parityFrom());
        } else {
            sender.replace(order.ranges());
        }
    }

    void adjust(AdjustStream message) {
        group = Ipv4Address.parse(message.group());
        sender.setRate(message.rateBitsPerSecond(), host.now());
        sender.setParity(message.parityShards());
        pump(++pump);
    }

    void hold() {
        sender.hold();
    }

    void close() {
        closed = true;
    }

    private void pump(int number) {
        if (closed || number != pump) {
            return;
        }
        for (int i = 0; i < 64 && sender.isDue(host.now()); i++) {
            sendNext();
        }
        if (sender.isFinished()) {
            report();
        } else if (sender.dueNanos() != Long.MAX_VALUE) {
            host.after(Math.max(1, sender.dueNanos() - host.now()), () -> pump(number));
        }
    }

    private void sendNext() {
        long chunk = sender.chunk();
        int length = layout.chunkLength(chunk);
        byte[] datagram = new byte[ChunkHeader.BYTES + length];
        ByteBuffer buffer = ByteBuffer.wrap(datagram);
        sender.writeHeader(buffer, 0, host.now());
        if (sender.shard() > 0) {
            if (sender.shard() == sender.parityFrom()) {
                sumUp(chunk);
            }
            parity.write(sender.shard(), buffer, ChunkHeader.BYTES, length);
        } else {
            System.arraycopy(blob(chunk), (int) layout.chunkOffset(chunk), datagram, ChunkHeader.BYTES, length);
            addParity(chunk, buffer, length);
        }
        byte[] out = sealer.map(s -> seal(s, buffer)).orElse(datagram);
        site.wires().send(host.id, group, out, ChunkHeader.WIRE_OVERHEAD_BYTES + out.length);
        sender.sent(host.now());
    }

    private static byte[] seal(DatagramSealer sealer, ByteBuffer plain) {
        ByteBuffer sealed = ByteBuffer.allocate(plain.capacity() + ChunkHeader.SEAL_BYTES);
        sealer.seal(plain, 0, plain.capacity() - ChunkHeader.BYTES, sealed, 0);
        return sealed.array();
    }

    private byte[] blob(long chunk) {
        return host.disk.blobs.get(
                order.shipment().blobs().get(layout.blobOfChunk(chunk)).blob().digest());
    }

    private void sumUp(long first) {
        parity.begin(sender.shard(), sender.blockShards());
        ByteBuffer blob = ByteBuffer.wrap(blob(first));
        for (int i = 0; i < ParityBlocks.chunks(layout, first); i++) {
            parity.add(i, blob, (int) layout.chunkOffset(first + i), layout.chunkLength(first + i));
        }
    }

    private void addParity(long chunk, ByteBuffer datagram, int length) {
        if (sender.blockShards() > 0) {
            long first = ParityBlocks.first(layout, chunk);
            if (chunk == first) {
                parity.begin(sender.blockShards());
            }
            parity.add((int) (chunk - first), datagram, ChunkHeader.BYTES, length);
        }
    }

    private void reportLater() {
        if (!closed) {
            report();
            host.after(REPORT_NANOS, this::reportLater);
        }
    }

    private void report() {
        if (sender.chunksSent() != reportedChunks || sender.isFinished() != reportedFinish) {
            reportedChunks = sender.chunksSent();
            reportedFinish = sender.isFinished();
            host.say(sender.progress());
        }
    }
}
