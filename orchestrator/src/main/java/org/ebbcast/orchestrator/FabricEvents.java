package org.ebbcast.orchestrator;

import java.util.List;
import java.util.Set;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.orchestrator.port.PortSample;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;

/** Makes events of what the fabric says, from any thread. Statistics may be lost: newer ones follow. */
final class FabricEvents implements FabricPort.Listener {
    private final FabricPort fabric;
    private final EngineLoop loop;

    FabricEvents(FabricPort fabric, EngineLoop loop) {
        this.fabric = fabric;
        this.loop = loop;
    }

    /** Several changes at once may be seen as the last one of them. */
    @Override
    public void topologyChanged(Topology topology) {
        loop.execute((engine, now) -> engine.topologyChanged(fabric.topology(), now));
    }

    @Override
    public void statisticsRead(DatapathId datapathId, List<PortSample> ports, List<RuleSample> samples) {
        long readAtNanos = loop.nowNanos();
        loop.offer((engine, now) -> engine.statisticsRead(datapathId, ports, samples, readAtNanos));
    }

    @Override
    public void queuesRead(DatapathId datapathId, Set<PortNumber> withQueue) {
        loop.offer((engine, now) -> engine.queuesRead(datapathId, withQueue, now));
    }

    @Override
    public void switchConnected(DatapathId datapathId) {
        loop.execute((engine, now) -> engine.switchConnected(datapathId, now));
    }
}
