/**
 * JAX-RS resources over the orchestrator: JSON in and out as text, errors as problem+json (RFC 7807).
 */
@NullMarked
package org.ebbcast.orchestrator.rest;

import org.jspecify.annotations.NullMarked;
