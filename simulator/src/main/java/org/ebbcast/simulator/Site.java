package org.ebbcast.simulator;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.ebbcast.agent.transport.RepairFailure;
import org.ebbcast.agent.transport.RepairRequest;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.config.OrchestratorConfig;
import org.ebbcast.orchestrator.port.AgentPort;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.orchestrator.sim.Incarnation;
import org.ebbcast.orchestrator.sim.SimFabric;
import org.ebbcast.orchestrator.sim.SimJournal;
import org.ebbcast.orchestrator.sim.SimRules;
import org.ebbcast.orchestrator.sim.VirtualLoop;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.planner.SteinerPackingPlanner;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.DataInterface;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.MessageCodec;
import org.ebbcast.protocol.ProtocolException;
import org.ebbcast.rules.Ipv4Address;

/** A datacenter of a seed: fabric, hosts, and a controller over them. One thread, virtual time. */
final class Site implements AgentPort {
    private static final long CONTROL_DELAY_NANOS = 2_000_000L;
    private static final long FOREGROUND_NANOS = 20_000_000L;
    private static final long REPAIR_BITS_PER_SECOND = 8_000_000L;
    private static final long LOOK_AGAIN_NANOS = 20_000_000L;

    private final VirtualLoop loop = new VirtualLoop();
    private final Random random;
    private final SimRules rules;
    private final SimFabric fabric;
    private final Wires wires;
    private final SimJournal journal = new SimJournal();
    private final Map<HostId, Host> hosts = new TreeMap<>();
    private final Map<HostId, Integer> connection = new HashMap<>();
    private final Map<Digest, byte[]> truth = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, String> settings;
    private List<Listener> listeners = new ArrayList<>();
    private Orchestrator orchestrator;
    private Incarnation thread;
    private int lives;
    private long messages;
    private long restoredChunks;
    private long openedDatagrams;
    private long trace = 17;

    /** What a fetch from a neighbour comes to. */
    interface Answer {
        void delivered(ByteBuffer body);

        void failed(RepairFailure why);
    }

    /** @param settings of the orchestrator, beside the defaults */
    Site(long seed, int spines, int leaves, int hostsPerLeaf, long capacityBitsPerSecond, Map<String, String> settings) {
        random = new Random(seed);
        this.settings = settings;
        rules = new SimRules(loop, random);
        fabric = new SimFabric(loop, rules, random, spines, leaves, hostsPerLeaf, capacityBitsPerSecond);
        wires = new Wires(loop, fabric, rules, random, this::arrived, violations);
        fabric.attachments().keySet().forEach(host -> {
            hosts.put(host, new Host(this, host, new Random(random.nextLong())));
            connection.put(host, 1);
        });
        startController();
        loop.schedule(FOREGROUND_NANOS, this::foreground);
    }

    private void foreground() {
        fabric.passed(Map.of(), FOREGROUND_NANOS / 1e9);
        loop.schedule(FOREGROUND_NANOS, this::foreground);
    }

    private void startController() {
        lives++;
        thread = new Incarnation(loop);
        orchestrator = Orchestrator.start(OrchestratorConfig.of(settings), fabric, rules, this, journal,
                new SteinerPackingPlanner(), thread, new Random(random.nextLong()));
    }

    /** The controller is killed and another one starts with the same journal. */
    void restartController() {
        fabric.forgetListeners();
        rules.controllerDied();
        thread.close();
        listeners = new ArrayList<>();
        hosts.values().forEach(Host::unwatched);
        startController();
    }

    VirtualLoop loop() {
        return loop;
    }

    SimRules rules() {
        return rules;
    }

    SimFabric fabric() {
        return fabric;
    }

    Wires wires() {
        return wires;
    }

    Orchestrator orchestrator() {
        return orchestrator;
    }

    Map<HostId, Host> hosts() {
        return hosts;
    }

    Host host(int number) {
        return hosts.get(HostId.of("h" + number));
    }

    /** What must never happen, and did. */
    List<String> violations() {
        return violations;
    }

    /** Messages that agents sent to the controller so far. */
    long messages() {
        return messages;
    }

    /** A sealed datagram was taken for one of a sender's. */
    void opened(HostId host, boolean forged) {
        openedDatagrams++;
        if (forged) {
            violations.add(host + " took a forged datagram of a sealed shipment for a right one");
        }
    }

    /** Datagrams of sealed shipments that were opened. */
    long openedDatagrams() {
        return openedDatagrams;
    }

    /** A receiver that ended had computed so many chunks from parity. */
    void restored(long chunks) {
        restoredChunks += chunks;
    }

    /** Chunks that receivers which have ended computed from parity. */
    long restoredChunks() {
        return restoredChunks;
    }

    /** A hash over every message in order: equal for equal runs. */
    long trace() {
        return trace;
    }

    /** Makes known what the right bytes of an image are. */
    void declare(Image image) {
        for (int i = 0; i < image.blobs().size(); i++) {
            truth.put(image.blobs().get(i).digest(), image.contents().get(i));
        }
    }

    byte[] truth(Digest digest) {
        return truth.get(digest);
    }

    CompletableFuture<DistributionView> submit(Intent intent) {
        return orchestrator.submit(intent).toCompletableFuture();
    }

    boolean isConnected(HostId host) {
        return connection.get(host) > 0;
    }

    /** Cuts a control connection, or brings it back; what was under way on the old one is lost. */
    void setConnected(HostId host, boolean connected) {
        int number = connection.get(host);
        if (connected != number > 0) {
            connection.put(host, connected ? 1 - number : -number);
            if (connected) {
                hosts.get(host).watched();
                listeners.forEach(l -> l.connected(host, hello(host)));
            } else {
                hosts.get(host).unwatched();
                listeners.forEach(l -> l.disconnected(host, "connection reset"));
            }
        }
    }

    private Hello hello(HostId host) {
        Topology.Attachment at = fabric.attachments().get(host);
        DataInterface data = new DataInterface("eth0", at.mac(), at.ipv4().toString(), 1500);
        Map<String, String> labels = Map.of("rack", "r" + at.at().datapathId().value());
        long free = hosts.get(host).disk.freeBytes();
        return new Hello(
                Limits.MIN_VERSION, Limits.MAX_VERSION, host.toString(), "sim", "", List.of(data), 9872, 5000, labels, true, free);
    }

    @Override
    public void send(HostId host, ControllerMessage message) {
        int life = lives;
        int number = connection.get(host);
        byte[] json = MessageCodec.encode(message);
        trace = trace * 31 + json.length + loop.nowNanos() % 1_000_003;
        loop.schedule(CONTROL_DELAY_NANOS, () -> {
            if (number > 0 && number == connection.get(host) && life == lives) {
                hosts.get(host).run(() -> hosts.get(host).hear(decodeForAgent(json)));
            }
        });
    }

    void toController(HostId host, AgentMessage message) {
        int number = connection.get(host);
        byte[] json = MessageCodec.encode(message);
        trace = trace * 31 + json.length + loop.nowNanos() % 1_000_003;
        loop.schedule(CONTROL_DELAY_NANOS, () -> {
            if (number > 0 && number == connection.get(host)) {
                messages++;
                AgentMessage decoded = decodeForController(json);
                listeners.forEach(l -> l.received(host, decoded));
            }
        });
    }

    private static ControllerMessage decodeForAgent(byte[] json) {
        try {
            return MessageCodec.decodeControllerMessage(json);
        } catch (ProtocolException e) {
            throw new IllegalStateException("the controller sent what it must not", e);
        }
    }

    private static AgentMessage decodeForController(byte[] json) {
        try {
            return MessageCodec.decodeAgentMessage(json);
        } catch (ProtocolException e) {
            throw new IllegalStateException("an agent sent what it must not", e);
        }
    }

    @Override
    public void addListener(Listener listener) {
        listeners.add(listener);
        hosts.forEach((id, host) -> loop.schedule(CONTROL_DELAY_NANOS, () -> {
            if (isConnected(id) && listeners.contains(listener)) {
                host.watched();
                listener.connected(id, hello(id));
            }
        }));
    }

    private void arrived(HostId id, Ipv4Address group, byte[] datagram, boolean forged) {
        Host host = hosts.get(id);
        host.run(() -> host.arrived(group, datagram, forged));
    }

    /** Asks a neighbour for a range; what it serves is held against the truth. */
    void fetch(Host asking, RepairRequest request, Digest blob, Answer answer) {
        Host asked = hosts.get(HostId.of(request.neighbour().host()));
        boolean reachable = !wires.isCutOff(asking.id) && !wires.isCutOff(asked.id);
        if (!reachable || !asked.answers()) {
            long wait = reachable && !asked.isAlive() ? 2_000_000 : 2_000_000_000L;
            asking.after(wait, () -> answer.failed(RepairFailure.UNREACHABLE));
            return;
        }
        long takes = 1_000_000 + random.nextInt(20_000_000)
                + request.length() * 8L * 1_000_000_000L / REPAIR_BITS_PER_SECOND;
        answerAfter(takes, asking, asked, request, blob, request.waitSeconds() * 1_000_000_000L, answer);
    }

    /** What is not there yet is looked for again while the request may wait. */
    private void answerAfter(
            long takes, Host asking, Host asked, RepairRequest request, Digest blob, long mayWait, Answer answer) {
        asking.after(takes, () -> {
            Optional<ByteBuffer> body =
                    asked.answers() ? asked.disk.serve(blob, request.offset(), request.length()) : Optional.empty();
            if (body.isEmpty() && asked.answers() && mayWait > 0) {
                answerAfter(LOOK_AGAIN_NANOS, asking, asked, request, blob, mayWait - LOOK_AGAIN_NANOS, answer);
                return;
            }
            if (body.isEmpty()) {
                answer.failed(asked.answers() ? RepairFailure.NOT_THERE : RepairFailure.UNREACHABLE);
                return;
            }
            ByteBuffer right = ByteBuffer.wrap(truth(blob), (int) request.offset(), request.length());
            if (!body.get().equals(right)) {
                violations.add(asked.id + " served wrong bytes of " + blob);
            }
            answer.delivered(body.get());
        });
    }
}
