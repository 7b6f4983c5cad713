/**
 * The agent's two HTTP faces over its store: an OCI registry with status pages on loopback ({@link
 * org.ebbcast.agent.registry.RegistryServer}), and the blob endpoint from which neighbours repair ({@link
 * org.ebbcast.agent.registry.BlobServer}). {@code docs/reference/registry.md} is the reference.
 */
@NullMarked
package org.ebbcast.agent.registry;

import org.jspecify.annotations.NullMarked;
