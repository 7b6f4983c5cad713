package org.ebbcast.controller.internal.openflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.IntPredicate;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.SwitchRules;
import org.projectfloodlight.openflow.protocol.OFGroupType;
import org.projectfloodlight.openflow.protocol.OFMessage;

/**
 * Which trees' cookies and groups this life of the controller put into which switch. Whatever else of ours a switch
 * comes back with is of an earlier life or was removed while the switch was away, and goes. Owned by the event loop.
 */
final class LiveRules {
    private final Map<DatapathId, Set<Long>> cookies = new HashMap<>();
    private final Map<DatapathId, Set<Integer>> groups = new HashMap<>();

    void add(SwitchRules rules) {
        cookies.computeIfAbsent(rules.datapathId(), key -> new HashSet<>())
                .add(rules.flow().cookie());
        rules.group().ifPresent(group -> groups.computeIfAbsent(rules.datapathId(), key -> new HashSet<>())
                .add(group.groupId()));
    }

    void remove(SwitchRules rules) {
        cookies.getOrDefault(rules.datapathId(), new HashSet<>())
                .remove(rules.flow().cookie());
        rules.group().ifPresent(
                group -> groups.getOrDefault(rules.datapathId(), new HashSet<>()).remove(group.groupId()));
    }

    /** Keeps only these. */
    void retain(Set<Long> liveCookies, Set<Integer> liveGroups) {
        cookies.values().forEach(own -> own.retainAll(liveCookies));
        groups.values().forEach(own -> own.retainAll(liveGroups));
    }

    /** Messages that take out what a switch has and should not have. */
    List<OFMessage> orphans(DatapathId id, FoundRules found) {
        Set<Long> liveCookies = cookies.getOrDefault(id, Set.of());
        Set<Integer> liveGroups = groups.getOrDefault(id, Set.of());
        return removals(found, cookie -> !liveCookies.contains(cookie), group -> !liveGroups.contains(group));
    }

    static List<OFMessage> removals(FoundRules found, LongPredicate cookieGoes, IntPredicate groupGoes) {
        List<OFMessage> messages = new ArrayList<>();
        found.strange().forEach(flow -> messages.add(OpenFlowMessages.removeFound(flow)));
        found.treeFlows().stream()
                .filter(flow -> cookieGoes.test(flow.getCookie().getValue()))
                .forEach(flow -> messages.add(OpenFlowMessages.removeFound(flow)));
        // A group takes the flows that name it along, so the type does not matter to a delete.
        found.treeGroups().stream()
                .filter(groupGoes::test)
                .forEach(group -> messages.add(OpenFlowMessages.removeGroup(group, OFGroupType.ALL)));
        return messages;
    }
}
