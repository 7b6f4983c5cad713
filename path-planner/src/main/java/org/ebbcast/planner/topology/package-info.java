/** Networks to plan on: generators of usual fabrics, readers of published topologies, and random load. */
@NullMarked
package org.ebbcast.planner.topology;

import org.jspecify.annotations.NullMarked;
