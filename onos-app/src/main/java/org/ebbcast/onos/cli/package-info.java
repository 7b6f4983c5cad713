/** The {@code ebbcast:} commands of ONOS's command line. */
@NullMarked
package org.ebbcast.onos.cli;

import org.jspecify.annotations.NullMarked;
