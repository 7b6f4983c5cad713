package org.ebbcast.benchmarks.transport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ebbcast.protocol.AdjustStream;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.BlobsOutlined;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.EndOfStream;
import org.ebbcast.protocol.ForgetDistribution;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.protocol.OutlineBlobs;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.ReceiverReady;
import org.ebbcast.protocol.SendStream;
import org.ebbcast.protocol.SenderProgress;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;
import org.ebbcast.protocol.ShipmentReceived;
import org.ebbcast.protocol.TaskFailed;
import org.ebbcast.protocol.channel.AgentServer;
import org.ebbcast.protocol.channel.AgentServerConfig;

/**
 * The controller of two agents without a network of switches: has the agent {@code source} send a blob to the agent {@code
 * target} by multicast. {@code benchmarks/loopback.sh} runs it; arguments: address and port to listen on for agents.
 *
 * <p>A line {@code DIGEST SIZE MEGABITS [sealed]} on standard input is one distribution at that rate on the wire, less when the
 * receiver reports loss, and what was lost is fetched from the source. Its outcome is one line on standard output.
 */
public final class OneToOne implements AgentServer.Listener {
    private static final HostId SOURCE = HostId.of("source");
    private static final HostId TARGET = HostId.of("target");
    private static final String GROUP = "239.192.77.9";
    private static final int STREAM = 1;
    private static final int REPORT_MILLIS = 250;
    private static final int PATIENCE_SECONDS = 60;
    private static final double TOO_MUCH_LOSS = 0.02;
    private static final double CUT = 0.7;
    private static final long CUT_PAUSE_NANOS = 300_000_000L;

    private final Map<HostId, Hello> agents = new ConcurrentHashMap<>();
    private final BlockingQueue<AgentMessage> messages = new LinkedBlockingQueue<>();
    private final AgentServer server;
    private int number;

    private OneToOne(String host, int port) {
        server = AgentServer.start(
                AgentServerConfig.of(
                        new InetSocketAddress(host, port),
                        Optional.empty(),
                        Duration.ofSeconds(5),
                        "one-to-one",
                        Optional.empty()),
                this);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        OneToOne controller = new OneToOne(args[0], Integer.parseInt(args[1]));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            BlobDescriptor blob = new BlobDescriptor(
                    "application/octet-stream", Digest.parse(words[0]), Long.parseLong(words[1]));
            boolean sealed = words.length > 3 && words[3].equals("sealed");
            System.out.println(controller.distribute(blob, Long.parseLong(words[2]) * 1_000_000, sealed));
        }
        controller.server.close();
    }

    private String distribute(BlobDescriptor blob, long rate, boolean sealed) throws InterruptedException {
        number++;
        messages.clear();
        long start = System.nanoTime();
        int chunkBytes = ChunkHeader.chunkBytesFor(hello(SOURCE).interfaces().get(0).mtuBytes(), sealed);
        byte[] key = new byte[sealed ? Shipment.SEAL_KEY_BYTES : 0];
        new SecureRandom().nextBytes(key);
        int chunksPerPiece = ShipmentLayout.chunksPerPieceFor(chunkBytes, new long[] {blob.sizeBytes()});
        server.send(SOURCE, new OutlineBlobs(number, chunkBytes, chunksPerPiece, List.of(blob)));
        Shipment shipment = new Shipment("d-" + number, number, chunkBytes, chunksPerPiece,
                await(BlobsOutlined.class).outlines(), "secret", key);
        long chunks = ShipmentLayout.of(shipment).chunkCount();
        List<Neighbour> source = List.of(
                new Neighbour("source", "127.0.0.1", hello(SOURCE).blobPort(), Neighbour.Tier.SOURCE));
        server.send(TARGET, new ReceiveShipment(1, shipment, List.of(GROUP), 0, source, 1, REPORT_MILLIS));
        await(ReceiverReady.class);
        server.send(SOURCE, new SendStream(
                shipment, STREAM, GROUP, 0, rate, List.of(new ChunkRange(0, chunks)), 0, 0));
        return new Run(shipment, rate, start).follow();
    }

    private Hello hello(HostId host) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!agents.containsKey(host)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("agent " + host + " did not connect within " + PATIENCE_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return agents.get(host);
    }

    private AgentMessage next() throws InterruptedException {
        AgentMessage message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null || message instanceof TaskFailed) {
            throw new IllegalStateException("the agents came to nothing: " + message);
        }
        return message;
    }

    private <T extends AgentMessage> T await(Class<T> type) throws InterruptedException {
        AgentMessage message = next();
        while (!type.isInstance(message)) {
            message = next();
        }
        return type.cast(message);
    }

    /** A distribution once its stream was asked for. */
    private final class Run {
        private final Shipment shipment;
        private final long startNanos;
        private long rate;
        private long datagrams;
        private long lost;
        private long cutNanos;
        private int cuts;
        private boolean ended;

        Run(Shipment shipment, long rate, long startNanos) {
            this.shipment = shipment;
            this.rate = rate;
            this.startNanos = startNanos;
            cutNanos = startNanos;
        }

        String follow() throws InterruptedException {
            for (AgentMessage message = next(); ; message = next()) {
                if (message instanceof ShipmentReceived received) {
                    double seconds = (System.nanoTime() - startNanos) / 1e9;
                    server.send(SOURCE, new ForgetDistribution(shipment.distributionId()));
                    server.send(TARGET, new ForgetDistribution(shipment.distributionId()));
                    return String.format(Locale.ROOT,
                            "COMPLETED seconds=%.3f datagrams=%d lost=%d multicast-bytes=%d repair-bytes=%d cuts=%d"
                                    + " last-megabits=%d",
                            seconds, datagrams, lost, received.multicastBytes(), received.repairBytes(), cuts,
                            rate / 1_000_000);
                } else if (message instanceof ReceiverProgress progress) {
                    slowDown(progress);
                } else if (message instanceof SenderProgress progress && progress.finished() && !ended) {
                    ended = true;
                    server.send(TARGET, new EndOfStream(shipment.shipmentNumber(), true));
                }
            }
        }

        private void slowDown(ReceiverProgress progress) {
            long newLost = progress.datagramsLost() - lost;
            long newDatagrams = progress.datagrams() - datagrams;
            datagrams = progress.datagrams();
            lost = progress.datagramsLost();
            long now = System.nanoTime();
            if (newLost > TOO_MUCH_LOSS * (newLost + newDatagrams) && !ended && now - cutNanos > CUT_PAUSE_NANOS) {
                cutNanos = now;
                cuts++;
                rate = (long) (rate * CUT);
                server.send(SOURCE, new AdjustStream(shipment.shipmentNumber(), STREAM, GROUP, rate, 0));
            }
        }
    }

    @Override
    public void connected(HostId host, Hello hello) {
        agents.put(host, hello);
    }

    @Override
    public void disconnected(HostId host, String reason) {
        agents.remove(host);
    }

    @Override
    public void received(HostId host, AgentMessage message) {
        messages.add(message);
    }
}
