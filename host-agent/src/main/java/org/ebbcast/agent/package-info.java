/**
 * The host agent: one process per machine that holds blobs, sends and receives them, and serves them to the machine's
 * container engines. {@link org.ebbcast.agent.HostAgent} starts it with an {@link org.ebbcast.agent.AgentConfig}.
 */
@NullMarked
package org.ebbcast.agent;

import org.jspecify.annotations.NullMarked;
