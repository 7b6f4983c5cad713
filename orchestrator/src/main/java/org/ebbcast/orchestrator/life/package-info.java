/**
 * The life of a distribution as state machines without threads, clocks or I/O. Everything here is owned by the
 * orchestrator's loop; {@link org.ebbcast.orchestrator.life.Engine} is the only way in.
 */
@NullMarked
package org.ebbcast.orchestrator.life;

import org.jspecify.annotations.NullMarked;
