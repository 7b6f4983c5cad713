/**
 * The orchestrator's settings, validated once before anything starts.
 */
@NullMarked
package org.ebbcast.orchestrator.config;

import org.jspecify.annotations.NullMarked;
