package org.ebbcast.controller.internal.fabric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.ebbcast.rules.PortNumber;

/**
 * The steps from the rules a switch has to those it should have, make before break: groups come first, and groups that
 * lost a port heal every rule behind them at once; then rules are put, then rules removed, then groups that no rule
 * names any more. Stateless.
 */
final class RuleDiff {
    private RuleDiff() {}

    /**
     * @param shrunk next hops, one each, of group ids that need no group any more
     * @param keep flows that stay although nothing wants them; no group is removed while there is one
     */
    static List<RuleChange> between(
            BaseRules found, BaseRules wanted, Map<Integer, List<PortNumber>> shrunk, Predicate<BaseFlow.Key> keep) {
        List<RuleChange> changes = new ArrayList<>();
        groupsFirst(found, wanted, shrunk, changes);
        wanted.flows().forEach((key, flow) -> {
            if (!flow.equals(found.flows().get(key))) {
                changes.add(new RuleChange.PutFlow(flow));
            }
        });
        boolean keptAny = false;
        for (BaseFlow.Key key : found.flows().keySet()) {
            if (!wanted.flows().containsKey(key)) {
                if (keep.test(key)) {
                    keptAny = true;
                } else {
                    changes.add(new RuleChange.RemoveFlow(key));
                }
            }
        }
        if (!keptAny) {
            found.groups().keySet().stream()
                    .filter(id -> !wanted.groups().containsKey(id))
                    .forEach(id -> changes.add(new RuleChange.RemoveGroup(id)));
        }
        return changes;
    }

    private static void groupsFirst(
            BaseRules found, BaseRules wanted, Map<Integer, List<PortNumber>> shrunk, List<RuleChange> changes) {
        wanted.groups().forEach((id, ports) -> {
            List<PortNumber> before = found.groups().get(id);
            if (before == null) {
                changes.add(new RuleChange.AddGroup(id, ports));
            } else if (!before.equals(ports)) {
                changes.add(new RuleChange.ModifyGroup(id, ports));
            }
        });
        found.groups().forEach((id, before) -> {
            List<PortNumber> left = shrunk.get(id);
            if (!wanted.groups().containsKey(id) && left != null && !left.equals(before)) {
                changes.add(new RuleChange.ModifyGroup(id, left));
            }
        });
    }

    /** Makes {@code flows} and {@code groups} what they become by {@code changes}. */
    static void apply(
            List<RuleChange> changes,
            Map<BaseFlow.Key, BaseFlow> flows,
            Map<Integer, List<PortNumber>> groups) {
        for (RuleChange change : changes) {
            if (change instanceof RuleChange.PutFlow put) {
                flows.put(put.flow().key(), put.flow());
            } else if (change instanceof RuleChange.RemoveFlow remove) {
                flows.remove(remove.key());
            } else if (change instanceof RuleChange.AddGroup add) {
                groups.put(add.groupId(), add.ports());
            } else if (change instanceof RuleChange.ModifyGroup modify) {
                groups.put(modify.groupId(), modify.ports());
            } else if (change instanceof RuleChange.RemoveGroup remove) {
                groups.remove(remove.groupId());
            }
        }
    }
}
