/**
 * The fabric as the embedded controller knows it: links, hosts and base connectivity. A functional core: every handler
 * takes an event and the time and returns {@link org.ebbcast.controller.internal.fabric.Effect}s; nothing here knows a
 * socket, a clock or an OpenFlow library.
 */
@NullMarked
package org.ebbcast.controller.internal.fabric;

import org.jspecify.annotations.NullMarked;
