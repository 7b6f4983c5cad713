package org.ebbcast.orchestrator.port;

import java.util.List;
import java.util.Set;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PortNumber;

/** The fabric as the orchestrator sees it. */
public interface FabricPort {
    /** What is there now. */
    Topology topology();

    /** From now on tells {@code listener} of every change and every poll. */
    void addListener(Listener listener);

    /** Looks for the host with this address, so that it turns up in the topology if it is there; answers nothing. */
    void probe(Ipv4Address address);

    /**
     * Reads a switch's statistics soon, beside the regular polls, because something changed there. A hint: a fabric that
     * is polled by others does nothing.
     */
    default void poll(DatapathId datapathId) {}

    /** Hears of the fabric; called from any thread. */
    interface Listener {
        /** Something appeared, vanished or changed capacity. */
        void topologyChanged(Topology topology);

        /** One switch answered a statistics poll: all its ports and all of Ebbcast's rules in it. */
        void statisticsRead(DatapathId datapathId, List<PortSample> ports, List<RuleSample> rules);

        /**
         * Ports of a switch that have the queue of image data. A fabric that cannot find out does not say so; one that
         * can says so again from time to time.
         */
        default void queuesRead(DatapathId datapathId, Set<PortNumber> withQueue) {}

        /** A switch came (back): whatever rules it had are unknown and must be put in again. */
        void switchConnected(DatapathId datapathId);
    }
}
