/**
 * Distribution trees as OpenFlow 1.3.5 rules: the rule model, the compiler from a {@link
 * org.ebbcast.rules.DistributionTree} to one flow rule and at most one group per switch, the order in which they go in
 * and out, and an oracle that shows where packets go under a set of rules.
 *
 * <p>What the rules rely on, by clause of the OpenFlow Switch Specification 1.3.5:
 *
 * <ul>
 *   <li>5.3, 7.2.3: a match on in_port, eth_type, ip_proto and ipv4_dst, so that a packet to a tree's address that
 *       comes in anywhere else meets no rule and is dropped (5.4).
 *   <li>5.6.1: an ALL group clones the packet for each bucket; one bucket per output port.
 *   <li>5.11: an action list is applied in its order, so that DSCP and queue are set before the group clones.
 *   <li>6.2, 7.3.8: a barrier ends when everything before it is done; each stage of a {@link
 *       org.ebbcast.rules.RuleStages} stands behind one in each of its switches.
 *   <li>6.4: a rule is identified by table, priority and match; the cookie finds it again.
 *   <li>6.5: a group must exist before a rule names it, and takes such rules with it when it goes.
 * </ul>
 *
 * <p>{@link org.ebbcast.rules.TreeChecker} holds a tree against the cabling before it is compiled; {@link
 * org.ebbcast.rules.PacketWalker} over {@link org.ebbcast.rules.RuleTables} proves what the rules do afterwards.
 */
@NullMarked
package org.ebbcast.rules;

import org.jspecify.annotations.NullMarked;
