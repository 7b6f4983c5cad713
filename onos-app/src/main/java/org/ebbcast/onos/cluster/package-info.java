/** Which of several ONOS instances drives distributions, and what it asks of ONOS meanwhile. */
@NullMarked
package org.ebbcast.onos.cluster;

import org.jspecify.annotations.NullMarked;
