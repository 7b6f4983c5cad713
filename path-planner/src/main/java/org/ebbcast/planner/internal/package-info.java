/** Structures that the algorithms share: heaps and growable arrays of primitives. Not part of the face. */
@NullMarked
package org.ebbcast.planner.internal;

import org.jspecify.annotations.NullMarked;
