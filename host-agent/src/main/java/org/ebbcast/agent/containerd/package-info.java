/** The machine's containerd: how it learns of the agent's registry. Used by the command line, not by the agent. */
@NullMarked
package org.ebbcast.agent.containerd;

import org.jspecify.annotations.NullMarked;
