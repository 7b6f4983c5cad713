/** Speed and cost of the transport between real agents. */
@NullMarked
package org.ebbcast.benchmarks.transport;

import org.jspecify.annotations.NullMarked;
