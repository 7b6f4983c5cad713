/**
 * The real orchestrator in a small make-believe datacenter under virtual time: switches that forward by the rules that
 * were put into them, agents that send, receive, repair and fail. Everything random comes from one seed.
 */
@NullMarked
package org.ebbcast.orchestrator.sim;

import org.jspecify.annotations.NullMarked;
