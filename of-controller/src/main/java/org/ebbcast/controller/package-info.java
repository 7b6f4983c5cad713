/**
 * The embedded OpenFlow 1.3 controller, for a fabric that has no ONOS: an adapter of the orchestrator's ports.
 *
 * <p>{@link org.ebbcast.controller.EmbeddedController} starts it with a
 * {@link org.ebbcast.controller.ControllerConfig}. Behind it are a functional core that discovers links and hosts and
 * keeps base connectivity, the OpenFlow channel, the journal, the channel to the agents and the REST server.
 */
@NullMarked
package org.ebbcast.controller;

import org.jspecify.annotations.NullMarked;
