package org.ebbcast.agent.store;

import org.ebbcast.protocol.Digest;

/**
 * What a tag names.
 *
 * @param sinceMillis when it was set to that, milliseconds since 1970
 */
public record TagLink(Digest digest, long sinceMillis) {}
