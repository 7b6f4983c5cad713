/**
 * How busy each direction of each link is, and how much of that is Ebbcast's own.
 */
@NullMarked
package org.ebbcast.orchestrator.load;

import org.jspecify.annotations.NullMarked;
