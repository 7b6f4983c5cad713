/** The contracts of the ports, run against this adapter on ONOS's real managers. */
package org.ebbcast.onos.contract;
