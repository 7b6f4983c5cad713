/**
 * The agent's disk: content-addressed blobs, the partial blobs that distributions fill, and the names (tags and
 * manifests) under which images are served.
 *
 * <p>{@link org.ebbcast.agent.store.BlobStore} is the way in. It hands out {@link
 * org.ebbcast.agent.store.PartialBlob} to whoever receives a distribution, {@link org.ebbcast.agent.store.Upload} to
 * whoever pushes, and keeps {@link org.ebbcast.agent.store.ImageNames}. Nothing unverified is ever readable through
 * it. {@code docs/store.md} has the layout on disk and what survives what.
 */
@NullMarked
package org.ebbcast.agent.store;

import org.jspecify.annotations.NullMarked;
