package org.ebbcast.controller.internal.fabric;

import java.util.Optional;
import java.util.OptionalInt;
import org.ebbcast.rules.PortNumber;

/**
 * What a base rule matches; what is empty is not looked at.
 *
 * @param multicast matches the group bit of the destination
 */
public record Criteria(
        Optional<PortNumber> inPort,
        Optional<MacAddress> source,
        Optional<MacAddress> destination,
        boolean multicast,
        OptionalInt etherType,
        OptionalInt dscp) {

    /** Everything. */
    public static final Criteria ANY = new Criteria(
            Optional.empty(), Optional.empty(), Optional.empty(), false, OptionalInt.empty(), OptionalInt.empty());

    public static Criteria ofEtherType(int etherType) {
        return new Criteria(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalInt.of(etherType),
                OptionalInt.empty());
    }

    /** IPv4 with this differentiated services code point. */
    public static Criteria ofDscp(int dscp) {
        return new Criteria(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalInt.of(EthernetFrame.IPV4),
                OptionalInt.of(dscp));
    }

    public static Criteria ofDestination(MacAddress destination) {
        return new Criteria(
                Optional.empty(),
                Optional.empty(),
                Optional.of(destination),
                false,
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    /** Everything of this EtherType that arrives at one port. */
    public static Criteria arriving(PortNumber inPort, int etherType) {
        return new Criteria(
                Optional.of(inPort),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalInt.of(etherType),
                OptionalInt.empty());
    }

    /** Everything that arrives at one port. */
    public static Criteria arriving(PortNumber inPort) {
        return new Criteria(
                Optional.of(inPort),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    /** Multicast and broadcast that arrives at one port. */
    public static Criteria multicastArriving(PortNumber inPort, Optional<MacAddress> source) {
        return new Criteria(
                Optional.of(inPort), source, Optional.empty(), true, OptionalInt.empty(), OptionalInt.empty());
    }
}
