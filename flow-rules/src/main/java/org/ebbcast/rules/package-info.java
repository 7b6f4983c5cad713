/**
 * Distribution trees as OpenFlow rules: the rule model, the compiler from a {@link org.ebbcast.rules.DistributionTree}
 * to one flow rule and at most one group per switch, the order in which they go in and out, and a packet-walking
 * oracle that shows where packets go under a set of rules.
 */
@NullMarked
package org.ebbcast.rules;

import org.jspecify.annotations.NullMarked;
