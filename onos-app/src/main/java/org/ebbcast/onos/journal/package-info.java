/** Distribution state in ONOS's distributed store. */
@NullMarked
package org.ebbcast.onos.journal;

import org.jspecify.annotations.NullMarked;
