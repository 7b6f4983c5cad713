/** Agents as a port of the orchestrator. */
@NullMarked
package org.ebbcast.controller.internal.agents;

import org.jspecify.annotations.NullMarked;
