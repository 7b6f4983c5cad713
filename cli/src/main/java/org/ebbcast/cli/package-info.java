/**
 * The {@code ebbcast} command: starts the programs (controller, agent), talks to a controller's REST interface, and
 * offers the planner as a tool. Exit codes are those of {@link org.ebbcast.cli.ExitCode}.
 */
@NullMarked
package org.ebbcast.cli;

import org.jspecify.annotations.NullMarked;
