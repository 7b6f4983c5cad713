package org.ebbcast.rules;

import java.util.List;

/**
 * Rules in the order in which switches must take them: every stage is complete in all its switches, behind a barrier,
 * before the next begins. To install, the root comes last and, within a switch, the group comes before the flow; to
 * remove, stages run from the root to the leaves and the flow goes before the group. Immutable.
 */
public final class RuleStages {
    private final List<List<SwitchRules>> stages;

    private RuleStages(List<List<SwitchRules>> stages) {
        this.stages = stages;
    }

    public static RuleStages of(List<List<SwitchRules>> stages) {
        return new RuleStages(List.copyOf(stages));
    }

    public List<List<SwitchRules>> stages() {
        return stages;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof RuleStages && ((RuleStages) o).stages.equals(stages);
    }

    @Override
    public int hashCode() {
        return stages.hashCode();
    }

    @Override
    public String toString() {
        return stages.toString();
    }
}
