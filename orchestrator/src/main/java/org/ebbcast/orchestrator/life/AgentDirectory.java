package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.orchestrator.view.AgentView;
import org.ebbcast.orchestrator.view.InterfaceView;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.Ipv4Address;

/** Every agent that was ever seen and whether it is there now. Owned by the orchestrator's loop. */
final class AgentDirectory {
    private final SortedMap<HostId, Agent> agents = new TreeMap<>();

    void connected(HostId host, Hello hello, Topology topology) {
        Agent agent = agents.computeIfAbsent(host, h -> new Agent(h, hello));
        agent.hello = hello;
        agent.freeBytes = hello.freeBytes();
        agent.connected = true;
        agent.attach(topology);
    }

    void disconnected(HostId host, long nowNanos) {
        find(host).ifPresent(agent -> {
            agent.connected = false;
            agent.lostAtNanos = nowNanos;
        });
    }

    void topologyChanged(Topology topology) {
        agents.values().forEach(agent -> agent.attach(topology));
    }

    Optional<Agent> find(HostId host) {
        return Optional.ofNullable(agents.get(host));
    }

    boolean isConnected(HostId host) {
        return find(host).map(agent -> agent.connected).orElse(false);
    }

    boolean isAttached(HostId host) {
        return find(host).flatMap(agent -> agent.attachment).isPresent();
    }

    /** Where the host is plugged in; empty while the fabric does not see it. */
    Optional<Topology.Attachment> attachment(HostId host) {
        return find(host).flatMap(agent -> agent.attachment);
    }

    Collection<Agent> all() {
        return agents.values();
    }

    List<HostId> connected() {
        return agents.values().stream().filter(a -> a.connected).map(a -> a.host).collect(Collectors.toList());
    }

    /** Where each agent's host is plugged in, as far as the fabric sees it. */
    SortedMap<HostId, Topology.Attachment> attachments() {
        SortedMap<HostId, Topology.Attachment> found = new TreeMap<>();
        agents.values().forEach(agent -> agent.attachment.ifPresent(at -> found.put(agent.host, at)));
        return found;
    }

    /** Known names most like {@code name}, nearest first. O(agents). */
    List<String> similar(String name) {
        return agents.keySet().stream()
                .map(HostId::toString)
                .filter(known -> distance(known, name) <= Math.max(1, name.length() / 3))
                .sorted(Comparator.<String>comparingInt(known -> distance(known, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(5)
                .collect(Collectors.toList());
    }

    /** Levenshtein distance, case ignored. O(lengths' product). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    List<AgentView> views() {
        List<AgentView> views = new ArrayList<>();
        agents.values().forEach(agent -> views.add(view(agent)));
        return views;
    }

    private static AgentView view(Agent agent) {
        List<InterfaceView> interfaces = agent.usableInterfaces().stream()
                .map(i -> InterfaceView.of(i.name(), i.mac(), Ipv4Address.parse(i.ipv4()), i.mtuBytes()))
                .collect(Collectors.toList());
        return AgentView.of(
                agent.host,
                interfaces,
                agent.connected,
                agent.hello.labels(),
                agent.hello.docker(),
                agent.freeBytes,
                agent.attachment.map(Topology.Attachment::at),
                agent.hello.agentVersion());
    }
}
