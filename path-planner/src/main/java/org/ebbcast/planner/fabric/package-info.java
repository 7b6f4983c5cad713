/**
 * Planning at the scale of a fabric: hosts hang off switches and are leaves, so trees are packed over the switches
 * and hosts are swept once. Everything is int arrays; a million hosts fit in tens of megabytes.
 */
@NullMarked
package org.ebbcast.planner.fabric;

import org.jspecify.annotations.NullMarked;
