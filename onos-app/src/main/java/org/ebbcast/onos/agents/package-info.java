/** Host agents as a port of the orchestrator. */
@NullMarked
package org.ebbcast.onos.agents;

import org.jspecify.annotations.NullMarked;
