/** What the verbs {@code steiner} and {@code plan} do, apart from reading their command lines. */
@NullMarked
package org.ebbcast.planner.tool;

import org.jspecify.annotations.NullMarked;
