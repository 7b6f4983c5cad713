/**
 * What every adapter of the fabric and rule ports must do, as abstract tests over a bench of switches that the adapter's
 * own tests provide. Knows the ports and the rule model, no adapter.
 */
@NullMarked
package org.ebbcast.contract;

import org.jspecify.annotations.NullMarked;
