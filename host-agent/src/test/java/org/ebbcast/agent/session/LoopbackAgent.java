package org.ebbcast.agent.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ebbcast.agent.http.HttpThreads;
import org.ebbcast.agent.image.DockerImport;
import org.ebbcast.agent.image.ImageResolution;
import org.ebbcast.agent.image.ImageService;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.net.ReceiveLoop;
import org.ebbcast.agent.net.RepairClient;
import org.ebbcast.agent.net.SendLoop;
import org.ebbcast.agent.net.TransportCounters;
import org.ebbcast.agent.registry.BlobServer;
import org.ebbcast.agent.registry.ShipmentAccess;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.ImageResolved;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.protocol.SenderProgress;
import org.ebbcast.protocol.TaskFailed;

/** An agent without registry and controller: its control, its loops and its store, on the loopback interface. */
final class LoopbackAgent implements AutoCloseable {
    final BlobStore store;
    final AgentControl control;
    final TransportCounters counters = new TransportCounters(new Metrics());
    final BlockingQueue<AgentMessage> sent = new LinkedBlockingQueue<>();
    private final ReceiveLoop receiveLoop;
    private final SendLoop sendLoop;
    private final RepairClient repairClient;
    private final HttpThreads threads = HttpThreads.start();
    private final BlobServer blobServer;

    LoopbackAgent(Path root) throws IOException {
        NetworkInterface lo = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        store = BlobStore.open(root, 0);
        Reports reports = sent::add;
        receiveLoop = new ReceiveLoop(lo, counters);
        sendLoop = new SendLoop(lo, counters, new SendLoop.Listener() {
            @Override
            public void progress(SenderProgress progress) {
                reports.send(progress);
            }

            @Override
            public void failed(String distributionId, String detail) {
                reports.failed(distributionId, TaskFailed.Reason.CONTENT_GONE, detail);
            }
        });
        repairClient = new RepairClient((Inet4Address) InetAddress.getByName("127.0.0.1"), counters);
        ShipmentAccess access = new ShipmentAccess();
        blobServer = BlobServer.start(
                threads, new InetSocketAddress("127.0.0.1", 0), store, access, new Metrics());
        control = new AgentControl(store, access, new NoImages(), receiveLoop, sendLoop, repairClient, reports, 29_871, 1);
    }

    /** Keeps the receive loop from running anything until {@code released}. */
    void holdReceiveLoop(CountDownLatch released) {
        receiveLoop.post(() -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Waits for the next message of this type, passing over others. */
    <T extends AgentMessage> T await(Class<T> type) throws InterruptedException {
        for (AgentMessage message = next(type); ; message = next(type)) {
            if (type.isInstance(message)) {
                return type.cast(message);
            }
        }
    }

    private AgentMessage next(Class<?> awaited) throws InterruptedException {
        AgentMessage message = sent.poll(20, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no " + awaited.getSimpleName() + " came within 20 s");
        }
        return message;
    }

    /** This agent as a neighbour of others. */
    Neighbour asNeighbour(String host, Neighbour.Tier tier) {
        return new Neighbour(host, "127.0.0.1", blobServer.localAddress().getPort(), tier);
    }

    byte[] read(Digest digest) {
        try (var file = store.openForRead(digest)) {
            ByteBuffer content = ByteBuffer.allocate((int) file.size());
            while (content.hasRemaining() && file.read(content) >= 0) {
                continue;
            }
            return content.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        control.close();
        receiveLoop.close();
        sendLoop.close();
        repairClient.close();
        blobServer.close();
        threads.close();
        store.close();
    }

    private static final class NoImages implements ImageService {
        @Override
        public ImageResolution resolve(String image) {
            return new ImageResolution(
                    ImageResolved.Outcome.NOT_FOUND, "no images here", image, Digest.EMPTY, List.of());
        }

        @Override
        public void publish(String image, Digest manifest, List<BlobDescriptor> blobs) throws IOException {
            throw new IOException("no images here");
        }

        @Override
        public DockerImport importIntoDocker(String image, Digest manifest, Consumer<String> progress) {
            return new DockerImport(DockerImport.Outcome.NO_ENGINE, "", 0);
        }

        @Override
        public boolean hasDockerEngine() {
            return false;
        }
    }
}
