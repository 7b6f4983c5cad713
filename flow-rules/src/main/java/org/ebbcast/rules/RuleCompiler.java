package org.ebbcast.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns a tree into rules: per switch one flow rule (in-port and group address in the match, the tree's cookie) and,
 * where it branches, one ALL group. The first switch marks DSCP; each sets the queue before it outputs. Stateless.
 */
public final class RuleCompiler {
    private final PipelineProfile profile;

    public RuleCompiler(PipelineProfile profile) {
        this.profile = profile;
    }

    /**
     * Stages that bring {@code tree} up: the root after all others, which need not wait for each other. Packets enter by the
     * root's rule alone, so none meets a half-built tree. O(hops).
     */
    public RuleStages install(DistributionTree tree) {
        List<List<SwitchRules>> levels = compile(tree);
        List<SwitchRules> below = levels.stream().skip(1).flatMap(List::stream).collect(Collectors.toList());
        return RuleStages.of(below.isEmpty() ? levels : List.of(List.copyOf(below), levels.get(0)));
    }

    /** Stages that take {@code tree} down, root first, so that the source is cut off before anything else. O(hops). */
    public RuleStages remove(DistributionTree tree) {
        return RuleStages.of(compile(tree));
    }

    private List<List<SwitchRules>> compile(DistributionTree tree) {
        List<List<SwitchRules>> stages = new ArrayList<>(tree.levels().size());
        boolean firstSwitch = true;
        for (List<DistributionTree.Hop> level : tree.levels()) {
            List<SwitchRules> stage = new ArrayList<>(level.size());
            for (DistributionTree.Hop hop : level) {
                stage.add(compile(tree, hop, firstSwitch));
            }
            stages.add(List.copyOf(stage));
            firstSwitch = false;
        }
        return stages;
    }

    private SwitchRules compile(DistributionTree tree, DistributionTree.Hop hop, boolean firstSwitch) {
        List<Action> actions = new ArrayList<>(3);
        if (firstSwitch) {
            actions.add(Action.setDscp(profile.dscp()));
        }
        actions.add(Action.setQueue(profile.queueId()));
        Optional<GroupEntry> group = Optional.empty();
        if (hop.outPorts().size() == 1) {
            actions.add(Action.output(hop.outPorts().get(0)));
        } else {
            int groupId = Cookies.groupId(tree.slot());
            group = Optional.of(GroupEntry.all(groupId, hop.outPorts()));
            actions.add(Action.group(groupId));
        }
        FlowRule flow = FlowRule.of(
                profile.tableId(),
                profile.priority(),
                Cookies.cookie(tree.distributionNumber(), tree.treeNumber()),
                hop.inPort(),
                tree.groupAddress(),
                actions);
        return SwitchRules.of(hop.datapathId(), flow, group);
    }
}
