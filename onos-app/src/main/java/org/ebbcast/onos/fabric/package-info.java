/** The fabric as ONOS sees it: devices, links, hosts and port statistics, behind the orchestrator's fabric port. */
@NullMarked
package org.ebbcast.onos.fabric;

import org.jspecify.annotations.NullMarked;
