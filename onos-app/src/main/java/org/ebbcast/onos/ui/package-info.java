/** What ONOS's topology view shows of Ebbcast. */
@NullMarked
package org.ebbcast.onos.ui;

import org.jspecify.annotations.NullMarked;
