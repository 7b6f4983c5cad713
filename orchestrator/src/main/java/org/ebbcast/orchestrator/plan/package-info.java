/**
 * Between the fabric and the planner: graphs, tree shapes, shares and rates. Pure functions over immutable values.
 */
@NullMarked
package org.ebbcast.orchestrator.plan;

import org.jspecify.annotations.NullMarked;
