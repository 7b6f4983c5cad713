/**
 * Distribution planning: from the holders of some content to those that lack it, over the bandwidth that is idle
 * now, which trees at which rates.
 *
 * <p>A caller builds a {@link org.ebbcast.planner.Graph} once per topology, fills a {@link
 * org.ebbcast.planner.PlanRequest} with the idle bandwidth of each arc, and gets a {@link
 * org.ebbcast.planner.Plan}. Everything is pure computation over primitive arrays; equal inputs and seed give equal
 * plans on every machine.
 */
@NullMarked
package org.ebbcast.planner;

import org.jspecify.annotations.NullMarked;
