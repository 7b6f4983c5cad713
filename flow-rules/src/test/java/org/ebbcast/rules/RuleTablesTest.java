package org.ebbcast.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuleTablesTest {
    private static final DatapathId S1 = DatapathId.of(1);
    private static final PortNumber P1 = PortNumber.of(1);
    private static final PortNumber P2 = PortNumber.of(2);
    private static final PortNumber P3 = PortNumber.of(3);
    private static final Ipv4Address GROUP = Ipv4Address.parse("239.192.0.1");
    private static final GroupEntry ALL = GroupEntry.all(5, List.of(P2, P3));

    private final RuleTables tables = new RuleTables();

    private static FlowRule rule(int table, int priority, Action action) {
        return FlowRule.of(table, priority, 7, P1, GROUP, List.of(action));
    }

    @Test
    void rule_ofEqualIdentity_replaces() {
        tables.addFlow(S1, rule(0, 10, Action.output(P2)));
        tables.addFlow(S1, rule(0, 10, Action.output(P3)));
        assertThat(tables.flows(S1)).containsExactly(rule(0, 10, Action.output(P3)));
    }

    @Test
    void match_prefersLowestTableThenHighestPriority() {
        FlowRule best = rule(1, 20, Action.output(P2));
        tables.addFlow(S1, rule(2, 90, Action.output(P3)));
        tables.addFlow(S1, rule(1, 10, Action.output(P3)));
        tables.addFlow(S1, best);
        assertThat(tables.match(S1, P1, GROUP)).contains(best);
        assertThat(tables.match(S1, P2, GROUP)).isEmpty();
        assertThat(tables.match(DatapathId.of(2), P1, GROUP)).isEmpty();
    }

    @Test
    void rule_namingAnUnknownGroup_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> tables.addFlow(S1, rule(0, 10, Action.group(5))))
                .withMessageContaining("OFPBAC_BAD_OUT_GROUP");
    }

    @Test
    void group_thatExists_isRefused() {
        tables.addGroup(S1, ALL);
        assertThatIllegalStateException()
                .isThrownBy(() -> tables.addGroup(S1, ALL))
                .withMessageContaining("OFPGMFC_GROUP_EXISTS");
    }

    @Test
    void group_thatGoes_takesItsRulesAlong() {
        tables.addGroup(S1, ALL);
        tables.addFlow(S1, rule(0, 10, Action.group(5)));
        tables.addFlow(S1, rule(0, 11, Action.output(P2)));
        tables.deleteGroup(S1, 5);
        assertThat(tables.group(S1, 5)).isEmpty();
        assertThat(tables.flows(S1)).containsExactly(rule(0, 11, Action.output(P2)));
    }

    @Test
    void switchRules_installedAndRemoved_leaveNothing_removedTwiceDoesNoHarm() {
        SwitchRules rules = SwitchRules.of(S1, rule(0, 10, Action.group(5)), Optional.of(ALL));
        tables.install(rules);
        assertThat(tables.flowCount() + tables.groupCount()).isEqualTo(2);
        tables.remove(rules);
        tables.remove(rules);
        assertThat(tables.flowCount() + tables.groupCount()).isZero();
    }
}
