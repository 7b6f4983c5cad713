package org.ebbcast.orchestrator.rest;

import java.util.Set;
import org.ebbcast.orchestrator.Orchestrator;

/** Everything that a JAX-RS application registers to serve version 1 of the interface. */
public final class Resources {
    private Resources() {}

    /** Resource classes and providers, for an application that makes its own instances. */
    public static Set<Class<?>> classes() {
        return Set.of(
                DistributionsResource.class, FabricResource.class, StatusResource.class, ProblemMapper.class);
    }

    /** Instances that serve {@code orchestrator}; thread-safe. */
    public static Set<Object> singletons(Orchestrator orchestrator) {
        return Set.of(
                new DistributionsResource(orchestrator),
                new FabricResource(orchestrator),
                new StatusResource(orchestrator),
                new ProblemMapper());
    }
}
