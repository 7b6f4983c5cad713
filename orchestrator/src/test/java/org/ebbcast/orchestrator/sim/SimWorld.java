package org.ebbcast.orchestrator.sim;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.HashSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.config.OrchestratorConfig;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.port.AgentPort;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.planner.SteinerPackingPlanner;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.DataInterface;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.SendStream;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.rules.Ipv4Address;

/** A datacenter of a seed: fabric, agents and the orchestrator over them. One thread. */
public final class SimWorld implements AgentPort {
    private static final long STEP_NANOS = 20_000_000;
    private static final long REPORT_NANOS = 200_000_000;

    private final Random random;
    private final VirtualLoop loop = new VirtualLoop();
    private final SimRules rules;
    private final SimFabric fabric;
    private final SimJournal journal = new SimJournal();
    private final Map<HostId, Integer> versions = new HashMap<>();
    private final Map<HostId, List<Shipment>> announced = new HashMap<>();
    private final Map<HostId, SimAgent> agents = new TreeMap<>();
    private final Map<HostId, Boolean> connected = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<PortDirection, Double> ownBytes = new HashMap<>();
    private final Map<String, String> settings;
    private List<Listener> listeners = new ArrayList<>();
    private Orchestrator orchestrator;
    private double lossEverywhere;
    private final Set<HostId> deaf = new HashSet<>();
    private int lives;
    private Incarnation thread;

    /** @param settings of the orchestrator, beside the defaults */
    public SimWorld(long seed, int spines, int leaves, int hostsPerLeaf, long capacity, Map<String, String> settings) {
        random = new Random(seed);
        this.settings = settings;
        rules = new SimRules(loop, random);
        fabric = new SimFabric(loop, rules, random, spines, leaves, hostsPerLeaf, capacity);
        fabric.attachments().keySet().forEach(host -> {
            agents.put(host, new SimAgent(this, host));
            connected.put(host, true);
        });
        startController();
        loop.schedule(STEP_NANOS, this::step);
        loop.schedule(REPORT_NANOS, this::report);
    }

    /** The lab of the mission: 2 spines, 4 leaves, 16 hosts, 20 Mbit/s, warmed up. */
    public static SimWorld lab(long seed) {
        SimWorld world = new SimWorld(seed, 2, 4, 4, 20_000_000, Map.of());
        world.loop.run(3);
        return world;
    }

    private void startController() {
        lives++;
        thread = new Incarnation(loop);
        orchestrator = Orchestrator.start(
                OrchestratorConfig.of(settings),
                fabric,
                rules,
                this,
                journal,
                new SteinerPackingPlanner(),
                thread,
                new Random(random.nextLong()));
    }

    /** The controller is killed and another one starts with the same journal; agents come back after a moment. */
    public void restartController() {
        fabric.forgetListeners();
        rules.controllerDied();
        thread.close();
        listeners = new ArrayList<>();
        startController();
    }

    public VirtualLoop loop() {
        return loop;
    }

    public SimRules rules() {
        return rules;
    }

    public SimFabric fabric() {
        return fabric;
    }

    public SimJournal journal() {
        return journal;
    }

    public Orchestrator orchestrator() {
        return orchestrator;
    }

    public SimAgent agent(String host) {
        return agents.get(HostId.of(host));
    }

    public Map<HostId, SimAgent> agents() {
        return agents;
    }

    /** What must never happen, and did. */
    public List<String> violations() {
        return violations;
    }

    /** Bytes of streams that crossed each port so far. */
    public Map<PortDirection, Double> ownBytes() {
        return ownBytes;
    }

    /** Multicast does not reach it; everything else does. */
    public void setDeaf(String name, boolean isDeaf) {
        if (isDeaf) {
            deaf.add(HostId.of(name));
        } else {
            deaf.remove(HostId.of(name));
        }
    }

    /** Fraction of datagrams that are lost on their way to a host. */
    public void setLoss(double fraction) {
        lossEverywhere = fraction;
    }

    /** Blobs whose digests follow from the name. */
    public static List<BlobDescriptor> image(String name, long... sizes) {
        List<BlobDescriptor> blobs = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            Digest digest = Digest.ofContent((name + i).getBytes(StandardCharsets.UTF_8));
            blobs.add(new BlobDescriptor("application/octet-stream", digest, sizes[i]));
        }
        return blobs;
    }

    /** Posts an intent and lets it be accepted. */
    public DistributionView submit(Intent intent) {
        CompletableFuture<DistributionView> answer =
                orchestrator.submit(intent).toCompletableFuture();
        loop.runUntil(answer::isDone, 5);
        return answer.join();
    }

    /** Runs until the distribution is over; answers its last snapshot. */
    public DistributionView finish(DistributionView view, double seconds) {
        loop.runUntil(() -> latest(view).map(v -> v.state().isOver()).orElse(true), seconds);
        return latest(view).orElseThrow();
    }

    public Optional<DistributionView> latest(DistributionView view) {
        return orchestrator.distribution(view.id());
    }

    /** Cuts an agent's connection, or brings it back. */
    public void setConnected(String name, boolean isConnected) {
        HostId host = HostId.of(name);
        if (connected.put(host, isConnected) != isConnected) {
            listeners.forEach(l -> {
                if (isConnected) {
                    l.connected(host, hello(host));
                } else {
                    l.disconnected(host, "connection reset");
                }
            });
        }
    }

    /** The highest protocol version that an agent says it speaks; what it said before is over. */
    public void setVersion(String name, int version) {
        versions.put(HostId.of(name), version);
        setConnected(name, false);
        setConnected(name, true);
    }

    /** Shipments of all messages to agents so far; cleared by whoever wants to hear of new ones only. */
    public Map<HostId, List<Shipment>> announced() {
        return announced;
    }

    /** Kills an agent's process: connection, streams and receivers are gone, the disk stays. */
    public void kill(String name) {
        agent(name).restart();
        setConnected(name, false);
    }

    private Hello hello(HostId host) {
        Topology.Attachment at = fabric.attachments().get(host);
        DataInterface data = new DataInterface("eth0", at.mac(), at.ipv4().toString(), 1500);
        Map<String, String> labels = Map.of("rack", "r" + at.at().datapathId().value());
        int version = versions.getOrDefault(host, Limits.MAX_VERSION);
        return new Hello(1, version, host.toString(), "sim", "", List.of(data), 9872, 5000, labels, true, 1L << 40);
    }

    @Override
    public void send(HostId host, ControllerMessage message) {
        if (message instanceof SendStream) {
            announced.computeIfAbsent(host, h -> new ArrayList<>()).add(((SendStream) message).shipment());
        } else if (message instanceof ReceiveShipment) {
            announced.computeIfAbsent(host, h -> new ArrayList<>()).add(((ReceiveShipment) message).shipment());
        }
        int life = lives;
        loop.schedule(delay(), () -> {
            if (connected.get(host) && life == lives) {
                agents.get(host).hear(message);
            }
        });
    }

    @Override
    public void addListener(Listener listener) {
        listeners.add(listener);
        connected.forEach((host, is) -> {
            if (is) {
                loop.schedule(delay(), () -> {
                    if (connected.get(host) && listeners.contains(listener)) {
                        listener.connected(host, hello(host));
                    }
                });
            }
        });
    }

    void toController(HostId host, AgentMessage message) {
        loop.schedule(delay(), () -> {
            if (connected.get(host)) {
                listeners.forEach(l -> l.received(host, message));
            }
        });
    }

    /** The same for all, so that messages of one agent keep their order. */
    private static long delay() {
        return 2_000_000;
    }

    boolean canServe(HostId host, Shipment shipment, int chunk) {
        return connected.get(host) && agents.get(host).canServe(shipment, chunk);
    }

    private void report() {
        agents.forEach((host, agent) -> agent.report());
        loop.schedule(REPORT_NANOS, this::report);
    }

    /** Moves data for one step: offered load first, then what gets through. */
    private void step() {
        double seconds = STEP_NANOS / 1e9;
        Map<SimAgent.Sending, SimFabric.Way> ways = new HashMap<>();
        Map<PortDirection, Double> offered = new HashMap<>();
        agents.forEach((host, agent) -> agent.sending().values().stream().filter(s -> !s.finished).forEach(s -> {
            SimFabric.Way way = fabric.walk(host, Ipv4Address.parse(s.group));
            way.violation.ifPresent(violations::add);
            ways.put(s, way);
            double rate = s.position >= s.total ? 0 : s.rate;
            way.crossed.forEach(where -> offered.merge(where, rate, Double::sum));
            way.rules.forEach((dp, flow) ->
                    rules.table(dp).bytes.merge(flow.cookie(), rate * seconds / 8, Double::sum));
        }));
        offered.forEach((where, rate) -> ownBytes.merge(where, rate * seconds / 8, Double::sum));
        Map<PortDirection, Double> passed = fabric.passed(offered, seconds);
        agents.forEach((host, agent) -> List.copyOf(agent.sending().values()).forEach(s -> {
            if (ways.containsKey(s)) {
                deliver(agent, s, ways.get(s), passed, seconds);
            }
        }));
        agents.forEach((host, agent) -> List.copyOf(agent.receiving().values()).forEach(r -> agent.repair(r, 8)));
        loop.schedule(STEP_NANOS, this::step);
    }

    private void deliver(
            SimAgent sender,
            SimAgent.Sending stream,
            SimFabric.Way way,
            Map<PortDirection, Double> passed,
            double seconds) {
        long sequence = (long) stream.position;
        List<Long> chunks = sender.advance(stream, seconds);
        way.reached.forEach((host, path) -> {
            if (deaf.contains(host)) {
                return;
            }
            double through = path.stream().mapToDouble(p -> passed.getOrDefault(p, 1.0)).reduce(1, (a, b) -> a * b)
                    * (1 - lossEverywhere);
            for (int i = 0; i < chunks.size(); i++) {
                boolean lost = through < 1 && random.nextDouble() >= through;
                agents.get(host).arrived(stream, sequence + i, chunks.get(i), lost);
            }
        });
        if (stream.position >= stream.total && !stream.finished) {
            sender.report();
        }
    }

    /** Hosts that send something now. */
    public List<HostId> senders() {
        return agents.entrySet().stream()
                .filter(e -> e.getValue().sending().values().stream().anyMatch(s -> !s.finished))
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
    }
}
