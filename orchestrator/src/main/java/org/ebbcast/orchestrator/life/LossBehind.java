package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.plan.FabricArc;
import org.ebbcast.orchestrator.view.FabricNode;
import org.ebbcast.protocol.HostId;

/**
 * What part of a tree's datagrams every receiver behind a link lost: at a full port, that much of what a switch counted
 * towards it never left. Stateless.
 */
final class LossBehind {
    private static final Duration MEMORY = Duration.ofSeconds(2);
    private static final double NOTABLE = 0.02;

    private LossBehind() {}

    /** By cookie and place of measurement; trees without notable loss are left out. O(links of lossy trees). */
    static Map<Long, Map<PortDirection, Double>> of(World world) {
        Map<Long, Map<PortDirection, Double>> byTree = new HashMap<>();
        for (Distribution d : world.live.values()) {
            for (ShipmentRun s : d.shipments) {
                s.sending().forEach(b -> {
                    boolean lossy = b.targets().stream().anyMatch(h -> loss(world, s, h) > NOTABLE);
                    if (lossy) {
                        byTree.put(b.tree.cookie(), behind(world, s, b));
                    }
                });
            }
        }
        return byTree;
    }

    private static double loss(World world, ShipmentRun s, HostId host) {
        return Optional.ofNullable(s.receivers.get(host))
                .filter(r -> !r.received && !world.passed(r.lossNanos, MEMORY))
                .map(r -> r.lossFraction)
                .orElse(0.0);
    }

    private static Map<PortDirection, Double> behind(World world, ShipmentRun s, Branch b) {
        Map<FabricNode, Double> least = new HashMap<>();
        b.targets().forEach(host -> least.put(FabricNode.of(host), loss(world, s, host)));
        Map<PortDirection, Double> behind = new HashMap<>();
        List<FabricArc> arcs = b.tree.shape.arcs();
        for (int i = arcs.size() - 1; i >= 0; i--) {
            FabricArc arc = arcs.get(i);
            double loss = least.getOrDefault(arc.head(), 0.0);
            behind.put(arc.measuredAt(), loss);
            least.merge(arc.tail(), loss, Math::min);
        }
        return behind;
    }
}
