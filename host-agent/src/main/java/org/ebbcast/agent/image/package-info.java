/**
 * Images by name: what a reference such as {@code demo/app:v1} means here, where its blobs are, and how they get from
 * and into the machine's Docker engine.
 *
 * <p>{@link org.ebbcast.agent.image.ImageService} is the way in; it blocks and belongs off the event loops.
 */
@NullMarked
package org.ebbcast.agent.image;

import org.jspecify.annotations.NullMarked;
