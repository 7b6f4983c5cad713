/** What the agent counts and measures about itself, in the text form that Prometheus reads. */
@NullMarked
package org.ebbcast.agent.metrics;

import org.jspecify.annotations.NullMarked;
