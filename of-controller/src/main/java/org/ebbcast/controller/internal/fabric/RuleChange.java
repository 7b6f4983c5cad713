package org.ebbcast.controller.internal.fabric;

import java.util.List;
import org.ebbcast.rules.PortNumber;

/** One step in changing a switch's base rules; steps are taken in order. */
public sealed interface RuleChange {
    /** Adds the rule or replaces the one with the same key. */
    record PutFlow(BaseFlow flow) implements RuleChange {}

    record RemoveFlow(BaseFlow.Key key) implements RuleChange {}

    /** Adds a SELECT group with one bucket of equal weight per port. */
    record AddGroup(int groupId, List<PortNumber> ports) implements RuleChange {}

    record ModifyGroup(int groupId, List<PortNumber> ports) implements RuleChange {}

    record RemoveGroup(int groupId) implements RuleChange {}
}
