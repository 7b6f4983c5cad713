package org.ebbcast.controller.internal.fabric;

import java.util.List;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.Ipv4Address;

/**
 * A host interface as learned.
 *
 * @param addresses latest last; may be empty
 */
record Host(MacAddress mac, ConnectPoint at, List<Ipv4Address> addresses) {}
