package org.ebbcast.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** A made-up fabric: switches 1..n, cables, and trees drawn at random over it. */
final class Fabric {
    private final Cabling.Builder cables = Cabling.builder();
    private final Map<DatapathId, Integer> portsUsed = new LinkedHashMap<>();
    private final Map<DatapathId, List<ConnectPoint>> uplinks = new HashMap<>();
    private final List<ConnectPoint> hosts = new ArrayList<>();
    private final String description;
    private Cabling cabling = cables.build();

    private Fabric(String description) {
        this.description = description;
    }

    static Fabric leafSpine(int spines, int leaves, int hostsPerLeaf) {
        Fabric fabric = new Fabric("leaf-spine " + spines + "x" + leaves + "x" + hostsPerLeaf);
        for (int leaf = 0; leaf < leaves; leaf++) {
            for (int spine = 0; spine < spines; spine++) {
                fabric.link(leaf, leaves + spine);
            }
            fabric.hosts(leaf, hostsPerLeaf);
        }
        return fabric.done();
    }

    /** k-ary fat tree (Al-Fares et al., SIGCOMM 2008), {@code k} even. */
    static Fabric fatTree(int k) {
        Fabric fabric = new Fabric("fat-tree " + k);
        int half = k / 2;
        for (int pod = 0; pod < k; pod++) {
            for (int a = 0; a < half; a++) {
                int aggregation = pod * k + half + a;
                for (int e = 0; e < half; e++) {
                    fabric.link(pod * k + e, aggregation);
                }
                for (int c = 0; c < half; c++) {
                    fabric.link(aggregation, k * k + a * half + c);
                }
            }
            for (int e = 0; e < half; e++) {
                fabric.hosts(pod * k + e, half);
            }
        }
        return fabric.done();
    }

    /** A ring for connectedness and random chords (after Singla et al., NSDI 2012). */
    static Fabric jellyfish(int switches, int chords, int hostsPerSwitch, long seed) {
        Fabric fabric = new Fabric("jellyfish " + switches + "+" + chords + "x" + hostsPerSwitch);
        Random random = new Random(seed);
        for (int s = 0; s < switches; s++) {
            fabric.link(s, (s + 1) % switches);
            fabric.hosts(s, hostsPerSwitch);
        }
        for (int c = 0; c < chords; c++) {
            int a = random.nextInt(switches);
            int b = random.nextInt(switches);
            if (a != b) {
                fabric.link(a, b);
            }
        }
        return fabric.done();
    }

    private Fabric done() {
        cabling = cables.build();
        return this;
    }

    private ConnectPoint freePort(int switchIndex) {
        DatapathId datapathId = DatapathId.of(switchIndex + 1);
        return ConnectPoint.of(datapathId, PortNumber.of(portsUsed.merge(datapathId, 1, Integer::sum)));
    }

    private void link(int a, int b) {
        ConnectPoint atA = freePort(a);
        ConnectPoint atB = freePort(b);
        cables.link(atA, atB);
        uplinks.computeIfAbsent(atA.datapathId(), id -> new ArrayList<>()).add(atA);
        uplinks.computeIfAbsent(atB.datapathId(), id -> new ArrayList<>()).add(atB);
    }

    private void hosts(int switchIndex, int count) {
        for (int h = 0; h < count; h++) {
            ConnectPoint at = freePort(switchIndex);
            cables.host(at);
            hosts.add(at);
        }
    }

    Cabling cabling() {
        return cabling;
    }

    List<ConnectPoint> hosts() {
        return hosts;
    }

    /** {@code root} and then {@code receivers} hosts, all different. */
    List<ConnectPoint> pickHosts(int receivers, Random random) {
        List<ConnectPoint> shuffled = new ArrayList<>(hosts);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(shuffled.size(), 1 + receivers));
    }

    /** A random spanning tree from the first host, cut back to the branches that lead to the others. */
    DistributionTree randomTree(List<ConnectPoint> rootAndReceivers, int number, Random random) {
        ConnectPoint root = rootAndReceivers.get(0);
        Map<DatapathId, ConnectPoint> enteredBy = randomSpanningTree(root, random);
        Map<DatapathId, Set<PortNumber>> outputs = new HashMap<>();
        for (ConnectPoint receiver : rootAndReceivers.subList(1, rootAndReceivers.size())) {
            ConnectPoint out = receiver;
            while (outputs.computeIfAbsent(out.datapathId(), id -> new HashSet<>()).add(out.port())
                    && !enteredBy.get(out.datapathId()).equals(root)) {
                out = cabling.peer(enteredBy.get(out.datapathId())).orElseThrow();
            }
        }
        Ipv4Address address = Ipv4Address.ofBits(Ipv4Address.parse("239.192.0.0").bits() + number);
        return DistributionTree.of(1, number, number, address, levels(root, enteredBy, outputs));
    }

    private Map<DatapathId, ConnectPoint> randomSpanningTree(ConnectPoint root, Random random) {
        Map<DatapathId, ConnectPoint> enteredBy = new HashMap<>(Map.of(root.datapathId(), root));
        List<ConnectPoint> frontier = new ArrayList<>(uplinks.getOrDefault(root.datapathId(), List.of()));
        while (!frontier.isEmpty()) {
            ConnectPoint in = cabling.peer(frontier.remove(random.nextInt(frontier.size()))).orElseThrow();
            if (enteredBy.putIfAbsent(in.datapathId(), in) == null) {
                frontier.addAll(uplinks.get(in.datapathId()));
            }
        }
        return enteredBy;
    }

    private List<List<DistributionTree.Hop>> levels(
            ConnectPoint root, Map<DatapathId, ConnectPoint> enteredBy, Map<DatapathId, Set<PortNumber>> outputs) {
        List<List<DistributionTree.Hop>> levels = new ArrayList<>();
        Deque<DatapathId> level = new ArrayDeque<>(List.of(root.datapathId()));
        while (!level.isEmpty()) {
            List<DistributionTree.Hop> hops = new ArrayList<>();
            Deque<DatapathId> next = new ArrayDeque<>();
            for (DatapathId datapathId : level) {
                List<PortNumber> ports = outputs.get(datapathId).stream().sorted().collect(Collectors.toList());
                hops.add(DistributionTree.Hop.of(datapathId, enteredBy.get(datapathId).port(), ports));
                ports.forEach(port -> cabling.peer(ConnectPoint.of(datapathId, port))
                        .ifPresent(in -> next.add(in.datapathId())));
            }
            levels.add(hops);
            level = next;
        }
        return levels;
    }

    @Override
    public String toString() {
        return description;
    }
}
