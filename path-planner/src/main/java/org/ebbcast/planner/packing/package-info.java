/** How one shipment becomes trees with rates: reachability, widest trees, cohorts and cut bounds. Not the face. */
@NullMarked
package org.ebbcast.planner.packing;

import org.jspecify.annotations.NullMarked;
