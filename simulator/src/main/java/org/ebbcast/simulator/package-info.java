/**
 * The real orchestrator, planner, rule compiler and transport machines in one make-believe datacenter under virtual
 * time: switches forward each datagram by the rules they hold, links lose, delay, repeat and queue, hosts crash, stall and
 * run out of disk. Everything random comes from one seed; {@link org.ebbcast.simulator.Simulate} runs and replays seeds,
 * {@link org.ebbcast.simulator.SafetyChecker} and {@link org.ebbcast.simulator.LivenessChecker} judge them.
 */
@NullMarked
package org.ebbcast.simulator;

import org.jspecify.annotations.NullMarked;
