/** Quality and speed of the planner: tables by {@code main} classes, times by JMH. */
@NullMarked
package org.ebbcast.benchmarks.planner;

import org.jspecify.annotations.NullMarked;
