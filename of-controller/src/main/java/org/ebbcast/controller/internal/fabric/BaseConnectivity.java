package org.ebbcast.controller.internal.fabric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;

/**
 * Keeps every connected switch's base rules what routes and hosts ask for. It remembers what each switch has and
 * answers the difference only. Owned by the fabric's event loop.
 *
 * <p>A host has one rule per switch. Where several ports lead to its switch on shortest paths, the rule names a SELECT
 * group that all hosts of that switch share, so that a lost link costs one group change per destination switch and not
 * one rule change per host. Rules of hosts change without looking at others; everything else is compared as a whole.
 */
final class BaseConnectivity {
    private record Installed(Map<BaseFlow.Key, BaseFlow> flows, Map<Integer, List<PortNumber>> groups) {
        BaseRules rules() {
            return new BaseRules(flows, groups);
        }
    }

    private final SwitchTable switches;
    private final HostTable hosts;
    private final List<BaseFlow> always;
    private final Map<DatapathId, Installed> installed = new HashMap<>();
    private final Map<DatapathId, Integer> slots = new HashMap<>();
    private Routes routes = new Routes(Map.of());
    private Set<DatapathId> destinations = Set.of();

    BaseConnectivity(SwitchTable switches, HostTable hosts, int queueId, int dscp) {
        this.switches = switches;
        this.hosts = hosts;
        this.always = BasePipeline.always(queueId, dscp);
    }

    /** What the switch was found to have; the next {@link #reconcile} starts from there. */
    void found(DatapathId id, BaseRules rules) {
        installed.put(id, new Installed(new HashMap<>(rules.flows()), new HashMap<>(rules.groups())));
    }

    void departed(DatapathId id) {
        installed.remove(id);
    }

    void routes(Routes changed) {
        routes = changed;
    }

    /** Whether hosts sit behind other switches than at the last {@link #reconcile}. */
    boolean destinationsChanged() {
        return !destinations.equals(currentDestinations());
    }

    /** Everything of every switch. O(switches × hosts). */
    List<Effect> reconcile(Predicate<BaseFlow.Key> keep) {
        destinations = currentDestinations();
        List<Effect> effects = new ArrayList<>();
        for (DatapathId id : switches.connected()) {
            Installed has = installed.get(id);
            if (has != null) {
                Map<Integer, List<PortNumber>> nextHops = nextHopsByGroup(id);
                changes(id, has, RuleDiff.between(has.rules(), wanted(id, nextHops), nextHops, keep), effects);
            }
        }
        return effects;
    }

    /** The rules of these hosts in every switch, with routes as they were. O(switches × hosts given). */
    List<Effect> reconcileHosts(Set<MacAddress> changed) {
        List<Effect> effects = new ArrayList<>();
        for (DatapathId id : switches.connected()) {
            Installed has = installed.get(id);
            if (has != null) {
                List<RuleChange> changes = new ArrayList<>();
                changed.forEach(mac -> hostChanges(id, has, mac, changes));
                changes(id, has, changes, effects);
            }
        }
        return effects;
    }

    private static void changes(DatapathId id, Installed has, List<RuleChange> changes, List<Effect> effects) {
        if (!changes.isEmpty()) {
            RuleDiff.apply(changes, has.flows(), has.groups());
            effects.add(new Effect.ChangeRules(id, List.copyOf(changes)));
        }
    }

    private void hostChanges(DatapathId id, Installed has, MacAddress mac, List<RuleChange> changes) {
        List<BaseFlow> wanted = hosts.byMac(mac).map(host -> flowsOf(id, host)).orElse(List.of());
        Set<BaseFlow.Key> wantedKeys = new HashSet<>();
        for (BaseFlow flow : wanted) {
            wantedKeys.add(flow.key());
            if (!flow.equals(has.flows().get(flow.key()))) {
                changes.add(new RuleChange.PutFlow(flow));
            }
        }
        // A host that moved leaves rules under other keys behind: its multicast rule names the port it was at.
        has.flows().keySet().stream()
                .filter(key -> concerns(key, mac) && !wantedKeys.contains(key))
                .forEach(key -> changes.add(new RuleChange.RemoveFlow(key)));
    }

    private static boolean concerns(BaseFlow.Key key, MacAddress mac) {
        Criteria criteria = key.criteria();
        return criteria.destination().filter(mac::equals).isPresent()
                || criteria.source().filter(mac::equals).isPresent();
    }

    private BaseRules wanted(DatapathId id, Map<Integer, List<PortNumber>> nextHops) {
        Map<BaseFlow.Key, BaseFlow> flows = new HashMap<>();
        always.forEach(flow -> flows.put(flow.key(), flow));
        for (PortNumber port : switches.infrastructure(id)) {
            BaseFlow drop = BasePipeline.dropTransitMulticast(port);
            flows.put(drop.key(), drop);
        }
        hosts.all().forEach(host -> flowsOf(id, host).forEach(flow -> flows.put(flow.key(), flow)));
        Map<Integer, List<PortNumber>> groups = new HashMap<>(nextHops);
        groups.values().removeIf(ports -> ports.size() < 2);
        return new BaseRules(flows, groups);
    }

    private List<BaseFlow> flowsOf(DatapathId id, Host host) {
        List<BaseFlow> flows = new ArrayList<>(2);
        treatmentOf(id, host).ifPresent(treatment -> flows.add(BasePipeline.towards(host.mac(), treatment)));
        if (host.at().datapathId().equals(id)) {
            flows.add(BasePipeline.dropKnownMulticast(host.mac(), host.at().port()));
        }
        return flows;
    }

    private Optional<Treatment> treatmentOf(DatapathId id, Host host) {
        DatapathId to = host.at().datapathId();
        if (to.equals(id)) {
            return Optional.of(new Treatment.Output(host.at().port()));
        }
        List<PortNumber> nextHops = routes.nextHops(id, to);
        if (nextHops.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                nextHops.size() == 1
                        ? new Treatment.Output(nextHops.get(0))
                        : new Treatment.ToGroup(groupIdOf(to)));
    }

    private Map<Integer, List<PortNumber>> nextHopsByGroup(DatapathId id) {
        Map<Integer, List<PortNumber>> nextHops = new HashMap<>();
        for (DatapathId to : destinations) {
            List<PortNumber> ports = routes.nextHops(id, to);
            if (!ports.isEmpty()) {
                nextHops.put(groupIdOf(to), ports);
            }
        }
        return nextHops;
    }

    private int groupIdOf(DatapathId to) {
        Integer slot = slots.get(to);
        if (slot == null) {
            slot = BasePipeline.slotFor(to, new HashSet<>(slots.values()));
            slots.put(to, slot);
        }
        return BasePipeline.groupId(slot);
    }

    private Set<DatapathId> currentDestinations() {
        Set<DatapathId> current = new TreeSet<>();
        hosts.all().forEach(host -> current.add(host.at().datapathId()));
        return current;
    }
}
