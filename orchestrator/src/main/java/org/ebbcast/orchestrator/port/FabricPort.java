package org.ebbcast.orchestrator.port;

import java.util.List;
import org.ebbcast.rules.DatapathId;

/** The fabric as the orchestrator sees it. */
public interface FabricPort {
    /** What is there now. */
    Topology topology();

    /** From now on tells {@code listener} of every change and every poll. */
    void addListener(Listener listener);

    /** Hears of the fabric; called from any thread. */
    interface Listener {
        /** Something appeared, vanished or changed capacity. */
        void topologyChanged(Topology topology);

        /** One switch answered a statistics poll: all its ports and all of Ebbcast's rules in it. */
        void statisticsRead(DatapathId datapathId, List<PortSample> ports, List<RuleSample> rules);

        /** A switch came (back): whatever rules it had are unknown and must be put in again. */
        void switchConnected(DatapathId datapathId);
    }
}
