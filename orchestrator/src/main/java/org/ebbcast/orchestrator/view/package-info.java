/**
 * What people and programs see of the orchestrator: intents going in, immutable snapshots coming out.
 */
@NullMarked
package org.ebbcast.orchestrator.view;

import org.jspecify.annotations.NullMarked;
