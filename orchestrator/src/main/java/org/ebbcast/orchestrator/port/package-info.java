/**
 * What the orchestrator needs of the world: a fabric to look at, rules to put into it, agents to talk to, a journal.
 *
 * <p>Adapters call listeners from any thread; the orchestrator posts what it hears to its own loop and returns at once.
 * Adapters never block a caller.
 */
@NullMarked
package org.ebbcast.orchestrator.port;

import org.jspecify.annotations.NullMarked;
