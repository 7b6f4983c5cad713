package org.ebbcast.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The flow and group tables of all switches of a fabric, as OpenFlow 1.3.5 says they behave: a flow rule replaces one
 * of equal table, priority and match (6.4), a rule naming an unknown group is refused (6.4, OFPBAC_BAD_OUT_GROUP), so
 * is a group that exists already (6.5, OFPGMFC_GROUP_EXISTS), and a group that goes takes the rules that name it with
 * it (6.5). A model for oracles and simulation. Owned by its caller; not thread-safe.
 */
public final class RuleTables {
    private static final Comparator<FlowRule> LOOKUP_ORDER =
            Comparator.comparingInt(FlowRule::tableId).thenComparing(FlowRule::priority, Comparator.reverseOrder());

    private static final class Tables {
        private final List<FlowRule> flows = new ArrayList<>();
        private final Map<Integer, GroupEntry> groups = new HashMap<>();
    }

    private final Map<DatapathId, Tables> switches = new HashMap<>();

    /** Group first, then the flow that names it. */
    public void install(SwitchRules rules) {
        rules.group().ifPresent(group -> addGroup(rules.datapathId(), group));
        addFlow(rules.datapathId(), rules.flow());
    }

    /** Flow first, then the group that it names; what is not there is passed over. */
    public void remove(SwitchRules rules) {
        deleteFlow(rules.datapathId(), rules.flow());
        rules.group().ifPresent(group -> deleteGroup(rules.datapathId(), group.groupId()));
    }

    /** @throws IllegalStateException if the rule names a group that is not there */
    public void addFlow(DatapathId datapathId, FlowRule rule) {
        Tables tables = tables(datapathId);
        for (Action action : rule.actions()) {
            if (action.kind() == Action.Kind.GROUP && !tables.groups.containsKey((int) action.operand())) {
                throw new IllegalStateException(
                        "OFPBAC_BAD_OUT_GROUP: switch " + datapathId + " has no group " + action.operand());
            }
        }
        tables.flows.removeIf(present -> sameIdentity(present, rule));
        tables.flows.add(rule);
        tables.flows.sort(LOOKUP_ORDER);
    }

    /** Takes out the rule with the table, priority and match of {@code rule}, if there is one. */
    public void deleteFlow(DatapathId datapathId, FlowRule rule) {
        tables(datapathId).flows.removeIf(present -> sameIdentity(present, rule));
    }

    /** @throws IllegalStateException if there is a group of this id */
    public void addGroup(DatapathId datapathId, GroupEntry group) {
        if (tables(datapathId).groups.putIfAbsent(group.groupId(), group) != null) {
            throw new IllegalStateException("OFPGMFC_GROUP_EXISTS: switch " + datapathId + " already has group "
                    + Integer.toUnsignedString(group.groupId()));
        }
    }

    /** Takes out the group and every rule that names it, if it is there. */
    public void deleteGroup(DatapathId datapathId, int groupId) {
        Tables tables = tables(datapathId);
        tables.groups.remove(groupId);
        tables.flows.removeIf(rule -> rule.actions().contains(Action.group(groupId)));
    }

    /**
     * The rule that a packet to {@code destination} meets: of the lowest table that has one, the one of highest
     * priority. Other tables are taken to hand on to the tables of tree rules.
     */
    public Optional<FlowRule> match(DatapathId datapathId, PortNumber inPort, Ipv4Address destination) {
        return flows(datapathId).stream()
                .filter(rule -> rule.inPort().equals(inPort) && rule.destination().equals(destination))
                .findFirst();
    }

    public Optional<GroupEntry> group(DatapathId datapathId, int groupId) {
        return Optional.ofNullable(tables(datapathId).groups.get(groupId));
    }

    /** Rules of one switch, in lookup order. */
    public List<FlowRule> flows(DatapathId datapathId) {
        return List.copyOf(tables(datapathId).flows);
    }

    /** Rules in all switches. */
    public int flowCount() {
        return switches.values().stream().mapToInt(t -> t.flows.size()).sum();
    }

    /** Groups in all switches. */
    public int groupCount() {
        return switches.values().stream().mapToInt(t -> t.groups.size()).sum();
    }

    private Tables tables(DatapathId datapathId) {
        return switches.computeIfAbsent(datapathId, id -> new Tables());
    }

    private static boolean sameIdentity(FlowRule a, FlowRule b) {
        return a.tableId() == b.tableId()
                && a.priority() == b.priority()
                && a.inPort().equals(b.inPort())
                && a.destination().equals(b.destination());
    }
}
