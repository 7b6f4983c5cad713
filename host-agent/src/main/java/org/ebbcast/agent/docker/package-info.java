/**
 * The machine's Docker engine, through docker-java over its unix socket. The client is made when it is first needed:
 * an agent that never talks to an engine never loads its classes.
 */
@NullMarked
package org.ebbcast.agent.docker;

import org.jspecify.annotations.NullMarked;
