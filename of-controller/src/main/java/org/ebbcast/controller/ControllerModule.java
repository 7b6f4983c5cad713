package org.ebbcast.controller;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ebbcast.controller.internal.agents.AgentLocator;
import org.ebbcast.controller.internal.agents.AgentServerPort;
import org.ebbcast.controller.internal.fabric.FabricSettings;
import org.ebbcast.controller.internal.journal.FileJournal;
import org.ebbcast.controller.internal.openflow.FabricShell;
import org.ebbcast.controller.internal.openflow.OpenFlowEndpoint;
import org.ebbcast.controller.internal.rest.CapacityResource;
import org.ebbcast.controller.internal.rest.RestServer;
import org.ebbcast.orchestrator.EventLoop;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.ThreadEventLoop;
import org.ebbcast.orchestrator.port.AgentPort;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.orchestrator.port.JournalPort;
import org.ebbcast.orchestrator.port.RulePort;
import org.ebbcast.orchestrator.rest.Resources;
import org.ebbcast.planner.SteinerPackingPlanner;
import org.ebbcast.protocol.channel.AgentServerConfig;
import org.ebbcast.protocol.channel.ServerTls;
import org.ebbcast.rules.PipelineProfile;

/** What the controller is made of and how it is put together. What can be closed is entered into the shutdown order. */
final class ControllerModule extends AbstractModule {
    private static final int LLDP_KEY_BYTES = 32;

    private final ControllerConfig config;
    private final ShutdownOrder shutdown;

    ControllerModule(ControllerConfig config, ShutdownOrder shutdown) {
        this.config = config;
        this.shutdown = shutdown;
    }

    @Provides
    @Singleton
    FileJournal journal() throws IOException {
        return shutdown.add("journal", FileJournal.open(config.state()));
    }

    @Provides
    JournalPort journalPort(FileJournal journal) {
        return journal;
    }

    @Provides
    @Singleton
    OpenFlowEndpoint openflow(PipelineProfile profile) throws IOException {
        byte[] lldpKey = new byte[LLDP_KEY_BYTES];
        new SecureRandom().nextBytes(lldpKey);
        FabricSettings fabric = new FabricSettings(
                config.discoveryInterval(),
                config.discoveryMisses(),
                config.departureGrace(),
                config.restartHold(),
                config.hostsPerPort(),
                config.framesPerSecond(),
                config.linkCapacityBitsPerSecond());
        OpenFlowEndpoint.Settings settings = new OpenFlowEndpoint.Settings(
                config.openflowListen(),
                config.statisticsInterval(),
                config.echoInterval(),
                config.switchTimeout(),
                fabric,
                profile,
                lldpKey);
        return shutdown.add("OpenFlow", OpenFlowEndpoint.start(settings, System::nanoTime));
    }

    @Provides
    FabricShell fabric(OpenFlowEndpoint openflow) {
        return openflow.fabric();
    }

    @Provides
    FabricPort fabricPort(FabricShell fabric) {
        return fabric;
    }

    @Provides
    RulePort rulePort(OpenFlowEndpoint openflow) {
        return openflow.rules();
    }

    @Provides
    PipelineProfile profile() {
        return config.orchestrator().pipeline();
    }

    @Provides
    @Singleton
    AgentServerPort agents(FabricShell fabric) throws IOException {
        Optional<Path> key = config.tlsKey();
        Optional<ServerTls> tls = config.tlsCertificate()
                .flatMap(certificate ->
                        key.map(present -> ServerTls.of(certificate, present, config.tlsClientCa())));
        AgentServerPort agents = shutdown.add(
                "agent channel",
                AgentServerPort.start(AgentServerConfig.of(
                        config.agentsListen(), config.token(), config.agentHeartbeat(), config.name(), tls)));
        agents.addListener(new AgentLocator(fabric::wanted));
        return agents;
    }

    @Provides
    AgentPort agentPort(AgentServerPort agents) {
        return agents;
    }

    @Provides
    @Singleton
    EventLoop eventLoop() {
        return shutdown.add("orchestrator loop", ThreadEventLoop.start("orchestrator"));
    }

    @Provides
    @Singleton
    Orchestrator orchestrator(FabricPort fabric, RulePort rules, AgentPort agents, JournalPort journal, EventLoop loop) {
        return shutdown.add(
                "orchestrator",
                Orchestrator.start(
                        config.orchestrator(),
                        fabric,
                        rules,
                        agents,
                        journal,
                        new SteinerPackingPlanner(),
                        loop,
                        new SecureRandom()));
    }

    @Provides
    @Singleton
    RestServer rest(FabricShell fabric, Orchestrator orchestrator) throws IOException {
        List<Object> resources = new ArrayList<>(Resources.singletons(orchestrator));
        resources.add(new CapacityResource(fabric::capacity));
        return shutdown.add("REST API", RestServer.start(config.restListen(), config.token(), resources));
    }
}
