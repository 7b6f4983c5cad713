/**
 * The life of a distribution, from intent to report, as explicit state machines that know no I/O framework. The world
 * is reached through {@link org.ebbcast.orchestrator.port}; the embedded controller, the ONOS application and the
 * simulator are adapters of those ports.
 */
@NullMarked
package org.ebbcast.orchestrator;

import org.jspecify.annotations.NullMarked;
