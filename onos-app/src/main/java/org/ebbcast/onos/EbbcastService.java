package org.ebbcast.onos;

import java.util.Optional;
import java.util.OptionalLong;
import org.ebbcast.orchestrator.Orchestrator;

/** Ebbcast as its own commands, REST resources and views reach it. Thread-safe. */
public interface EbbcastService {
    /** The running orchestrator; empty unless this ONOS instance leads. */
    Optional<Orchestrator> orchestrator();

    /** The address of the ONOS instance that leads; empty while there is none. */
    Optional<String> leader();

    /** Sets {@code linkCapacity} in the component configuration, for all instances; empty believes the switches. */
    void setLinkCapacity(OptionalLong bitsPerSecond);
}
