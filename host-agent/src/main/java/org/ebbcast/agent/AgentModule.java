package org.ebbcast.agent;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.ebbcast.agent.docker.DockerEngine;
import org.ebbcast.agent.docker.DockerJavaEngine;
import org.ebbcast.agent.http.HttpThreads;
import org.ebbcast.agent.image.ImageService;
import org.ebbcast.agent.image.LocalImageService;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.metrics.ProcessMetrics;
import org.ebbcast.agent.net.ReceiveLoop;
import org.ebbcast.agent.net.RepairClient;
import org.ebbcast.agent.net.SendLoop;
import org.ebbcast.agent.net.TransportCounters;
import org.ebbcast.agent.registry.BlobAccess;
import org.ebbcast.agent.registry.BlobServer;
import org.ebbcast.agent.registry.EitherAccess;
import org.ebbcast.agent.registry.RackNeighbours;
import org.ebbcast.agent.registry.RegistryServer;
import org.ebbcast.agent.registry.ShipmentAccess;
import org.ebbcast.agent.session.AgentControl;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.SenderProgress;
import org.ebbcast.protocol.TaskFailed;
import org.ebbcast.protocol.channel.AgentClient;
import org.ebbcast.protocol.channel.AgentClientConfig;

/** The parts of an agent and who needs whom. A part starts when it is first asked for. */
final class AgentModule extends AbstractModule {
    private final AgentConfig config;
    private final Lifecycle lifecycle;
    private final ControllerLink link = new ControllerLink();

    AgentModule(AgentConfig config, Lifecycle lifecycle) {
        this.config = config;
        this.lifecycle = lifecycle;
    }

    @Provides
    @Singleton
    DataNetwork dataNetwork() {
        return DataNetwork.of(config.dataInterface());
    }

    @Provides
    @Singleton
    BlobStore store() throws IOException {
        return lifecycle.add(BlobStore.open(config.store(), config.storeLimits()));
    }

    @Provides
    @Singleton
    Metrics metrics() {
        Metrics metrics = new Metrics();
        ProcessMetrics.describe(metrics);
        return metrics;
    }

    @Provides
    @Singleton
    HttpThreads httpThreads() {
        return lifecycle.add(HttpThreads.start());
    }

    @Provides
    @Singleton
    ShipmentAccess access() {
        return new ShipmentAccess();
    }

    @Provides
    @Singleton
    RackNeighbours neighbours() {
        return new RackNeighbours(config.token());
    }

    @Provides
    @Singleton
    BlobServer blobServer(
            HttpThreads threads,
            DataNetwork network,
            BlobStore store,
            ShipmentAccess shipments,
            RackNeighbours neighbours,
            Metrics metrics)
            throws IOException {
        BlobAccess access = new EitherAccess(shipments, neighbours);
        InetSocketAddress address = new InetSocketAddress(network.address(), config.blobPort());
        return lifecycle.add(BlobServer.start(threads, address, store, access, metrics));
    }

    @Provides
    @Singleton
    RegistryServer registry(
            HttpThreads threads, BlobStore store, RackNeighbours neighbours, Metrics metrics, Readiness readiness)
            throws IOException {
        return lifecycle.add(RegistryServer.start(
                threads,
                config.registryListen(),
                store,
                config.upstreams(),
                neighbours,
                metrics,
                readiness::unreadiness));
    }

    @Provides
    @Singleton
    ImageService images(BlobStore store, RegistryServer registry) throws IOException {
        Optional<DockerEngine> engine =
                config.dockerHost().map(address -> lifecycle.add(new DockerJavaEngine(URI.create(address))));
        return LocalImageService.of(store, engine, registry.localAddress().getPort());
    }

    @Provides
    @Singleton
    Readiness readiness() {
        return new Readiness();
    }

    @Provides
    @Singleton
    TransportCounters counters(Metrics metrics) {
        return new TransportCounters(metrics);
    }

    @Provides
    @Singleton
    ReceiveLoop receiveLoop(DataNetwork network, TransportCounters counters) throws IOException {
        return lifecycle.add(new ReceiveLoop(network.networkInterface(), counters));
    }

    @Provides
    @Singleton
    SendLoop sendLoop(DataNetwork network, TransportCounters counters) throws IOException {
        return lifecycle.add(new SendLoop(network.networkInterface(), counters, new SendLoop.Listener() {
            @Override
            public void progress(SenderProgress progress) {
                link.send(progress);
            }

            @Override
            public void failed(String distributionId, String detail) {
                link.failed(distributionId, TaskFailed.Reason.CONTENT_GONE, detail);
            }
        }));
    }

    @Provides
    @Singleton
    RepairClient repairClient(DataNetwork network, TransportCounters counters) {
        return lifecycle.add(new RepairClient(network.address(), counters));
    }

    @Provides
    @Singleton
    AgentControl control(
            BlobStore store,
            ShipmentAccess access,
            ImageService images,
            ReceiveLoop receiveLoop,
            SendLoop sendLoop,
            RepairClient neighbours,
            Metrics metrics) {
        long seed = ThreadLocalRandom.current().nextLong();
        AgentControl control = lifecycle.add(
                new AgentControl(
                        store, access, images, receiveLoop, sendLoop, neighbours, link, config.dataPort(), seed));
        metrics.gauge("ebbcast_agent_shipments_receiving", "Shipments being received.", control::receptionCount);
        metrics.gauge(
                "ebbcast_agent_controller_connected",
                "Whether a controller is connected, 0 or 1.",
                () -> control.isConnected() ? 1 : 0);
        return control;
    }

    @Provides
    @Singleton
    AgentClient client(
            AgentControl control,
            BlobStore store,
            ImageService images,
            DataNetwork network,
            BlobServer blobServer,
            RegistryServer registry,
            RackNeighbours neighbours) {
        long seed = ThreadLocalRandom.current().nextLong();
        AgentClient client = lifecycle.add(AgentClient.start(
                AgentClientConfig.of(config.controllers(), seed, config.tls()),
                () -> hello(store, images, network, blobServer, registry),
                store::freeBytes,
                new NeighbourWatch(neighbours, control)));
        link.connect(client);
        return client;
    }

    private Hello hello(
            BlobStore store, ImageService images, DataNetwork network, BlobServer blobServer, RegistryServer registry) {
        return new Hello(
                Limits.MIN_VERSION,
                Limits.MAX_VERSION,
                config.name().toString(),
                HostAgent.version(),
                config.token(),
                List.of(network.describe()),
                blobServer.localAddress().getPort(),
                registry.localAddress().getPort(),
                config.labels(),
                images.hasDockerEngine(),
                store.freeBytes());
    }
}
