package org.ebbcast.agent.session;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.ebbcast.agent.store.Upload;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.BlobsOutlined;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;
import org.ebbcast.protocol.OutlineBlobs;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.ReceiverReady;
import org.ebbcast.protocol.SendStream;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;
import org.ebbcast.protocol.ShipmentReceived;

/**
 * How fast, how evenly and at what cost in CPU a blob goes from one agent's disk to another's over multicast on the
 * loopback interface. Arguments: mebibytes, megabits per second on the wire, chunk bytes (1448), directory.
 */
public final class LoopbackThroughput {
    private LoopbackThroughput() {}

    public static void main(String[] args) throws Exception {
        int mebibytes = Integer.parseInt(args[0]);
        long rate = Long.parseLong(args[1]) * 1_000_000;
        int chunkBytes = args.length > 2 ? Integer.parseInt(args[2]) : 1_448;
        Path root = args.length > 3 ? Path.of(args[3]) : Files.createTempDirectory("ebbcast");
        try (LoopbackAgent source = new LoopbackAgent(root.resolve("source"));
                LoopbackAgent target = new LoopbackAgent(root.resolve("target"))) {
            run(source, target, seed(source, mebibytes), chunkBytes, rate);
        }
    }

    private static BlobDescriptor seed(LoopbackAgent source, int mebibytes) throws IOException {
        Random random = new Random();
        var hash = Digest.sha256();
        try (Upload upload = source.store.upload()) {
            byte[] part = new byte[1 << 20];
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(part);
                hash.update(part);
                upload.append(ByteBuffer.wrap(part));
            }
            Digest digest = Digest.ofHash(DigestAlgorithm.SHA256, hash.digest());
            upload.commit(digest);
            return new BlobDescriptor("application/octet-stream", digest, (long) mebibytes << 20);
        }
    }

    private static void run(LoopbackAgent source, LoopbackAgent target, BlobDescriptor blob, int chunkBytes, long rate)
            throws Exception {
        int chunksPerPiece = ShipmentLayout.chunksPerPieceFor(chunkBytes, new long[] {blob.sizeBytes()});
        source.control.received(new OutlineBlobs(1, chunkBytes, chunksPerPiece, List.of(blob)));
        Shipment shipment = new Shipment(
                "d-1", 1, chunkBytes, chunksPerPiece, source.await(BlobsOutlined.class).outlines(), "");
        long chunks = ShipmentLayout.of(shipment).chunkCount();
        target.control.received(new ReceiveShipment(1, shipment, List.of("239.192.77.9"), 29_900, List.of(), 1, 250));
        target.await(ReceiverReady.class);
        Map<String, Long> before = cpuNanos();
        long start = System.nanoTime();
        source.control.received(
                new SendStream(shipment, 1, "239.192.77.9", 29_900, rate, List.of(new ChunkRange(0, chunks)), 0));
        ReceiverProgress last = null;
        Object message = target.sent.take();
        while (!(message instanceof ShipmentReceived)) {
            last = message instanceof ReceiverProgress progress ? progress : last;
            message = target.sent.poll(3, TimeUnit.SECONDS);
            if (message == null) {
                break;
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        print(blob, rate, source, last, message != null, seconds, before);
    }

    private static void print(
            BlobDescriptor blob,
            long rate,
            LoopbackAgent source,
            ReceiverProgress last,
            boolean complete,
            double seconds,
            Map<String, Long> before) {
        double gigabytes = blob.sizeBytes() / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s: %.3f s, payload %.1f Mbit/s, wire %.2f %% of %d bit/s, lost %d of %d, deferred %d%n",
                complete ? "complete" : "INCOMPLETE",
                seconds,
                blob.sizeBytes() * 8 / seconds / 1e6,
                source.counters.wireBytesSent() * 8 / seconds / rate * 100,
                rate,
                last == null ? -1 : last.datagramsLost(),
                last == null ? -1 : last.datagrams(),
                source.counters.sendsDeferred());
        cpuNanos().forEach((thread, nanos) -> {
            long used = nanos - before.getOrDefault(thread, 0L);
            if (used > 5_000_000) {
                System.out.printf(
                        Locale.ROOT,
                        "  %-22s %7.3f s CPU, %6.2f %% of a core, %.2f s/GB%n",
                        thread,
                        used / 1e9,
                        used / 1e7 / seconds,
                        used / 1e9 / gigabytes);
            }
        });
    }

    private static Map<String, Long> cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<String, Long> nanos = new TreeMap<>();
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null) {
                nanos.merge(info.getThreadName(), threads.getThreadCpuTime(id), Long::sum);
            }
        }
        return nanos;
    }
}
