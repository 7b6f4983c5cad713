/**
 * Encryption and authentication of what agents give each other of a sealed shipment: AES-128-GCM with keys derived from
 * the one that came over the control connection. No sockets, no clock; randomness is an argument.
 */
@NullMarked
package org.ebbcast.agent.seal;

import org.jspecify.annotations.NullMarked;
