package org.ebbcast.contract;

import java.util.List;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.FlowRule;
import org.ebbcast.rules.GroupEntry;
import org.ebbcast.rules.Ipv4Address;

/** Switches that a contract test plays with. All calls return when they have taken effect in the switches. */
public interface SwitchBench extends AutoCloseable {
    /** Connects a switch with ports 1 to {@code ports}, all up; keeps the rules of an earlier connection. */
    void connect(DatapathId id, int ports);

    /** Breaks the connection of a switch; it keeps its rules. */
    void disconnect(DatapathId id);

    /** From now on the switch answers every flow with an error. */
    void refuseFlows(DatapathId id);

    /** From now on the switch answers nothing. */
    void fallSilent(DatapathId id);

    /** Puts a tree's flow and group, and somebody else's flow, into the switch behind the controller's back. */
    void leaveBehind(DatapathId id, FlowRule flow, GroupEntry group);

    /** Flows of trees in the switch. */
    List<FlowRule> flows(DatapathId id);

    /** Groups of trees in the switch. */
    List<GroupEntry> groups(DatapathId id);

    /** Flows in the switch that are somebody else's. */
    int foreignFlows(DatapathId id);

    /** Changes of tree rules in the order in which switches made them, such as {@code "+flow 0000000000000001"}. */
    List<String> changes();

    /** Joins two ports by a cable. */
    void join(ConnectPoint one, ConnectPoint other);

    /** Breaks the cable at a port; both ends go down. */
    void breakCable(ConnectPoint end);

    /** Has a host announce itself by ARP (RFC 5227, 3) at a port. */
    void announce(String mac, Ipv4Address address, ConnectPoint at);

    /** Plugs a host that says nothing unasked into a port. */
    void plugSilentHost(String mac, Ipv4Address address, ConnectPoint at);

    /** Sets a port's counters, bytes. */
    void count(ConnectPoint port, long sentBytes, long receivedBytes);

    @Override
    void close();
}
