/**
 * Ebbcast inside ONOS: the orchestrator's ports on ONOS's own services. Only this module speaks ONOS words (DeviceId,
 * TrafficTreatment); {@link org.ebbcast.onos.OnosIds} is where they are translated.
 */
@NullMarked
package org.ebbcast.onos;

import org.jspecify.annotations.NullMarked;
