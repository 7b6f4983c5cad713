/**
 * Tree rules through ONOS's FlowRuleService and GroupService: translation, ordered programming that waits for what the
 * switches confirm, and clean removal of what is Ebbcast's and of nothing else.
 */
@NullMarked
package org.ebbcast.onos.rules;

import org.jspecify.annotations.NullMarked;
