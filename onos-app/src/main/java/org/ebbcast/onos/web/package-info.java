/** The orchestrator's REST resources under {@code /onos/ebbcast}. */
@NullMarked
package org.ebbcast.onos.web;

import org.jspecify.annotations.NullMarked;
