package org.ebbcast.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.ebbcast.orchestrator.life.Counters;
import org.ebbcast.orchestrator.sim.SimRules;
import org.ebbcast.orchestrator.sim.VirtualLoop;
import org.ebbcast.rules.Cookies;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.DistributionTree;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PipelineProfile;
import org.ebbcast.rules.PortNumber;
import org.ebbcast.rules.RuleCompiler;
import org.ebbcast.rules.RuleStages;
import org.junit.jupiter.api.Test;

/** Work on one tree's rules never overlaps, in whatever order it is asked for. */
final class RuleDeskTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final SimRules rules = new SimRules(loop, new Random(1));
    private final RuleDesk desk = new RuleDesk(rules, loop, new Counters());
    private final DistributionTree tree = DistributionTree.of(
            1,
            0,
            3,
            Ipv4Address.parse("239.192.0.3"),
            List.of(List.of(DistributionTree.Hop.of(
                    DatapathId.of(1), PortNumber.of(1), List.of(PortNumber.of(2), PortNumber.of(3))))));
    private final RuleCompiler compiler = new RuleCompiler(PipelineProfile.of(0, 40000, 1, 1));
    private final RuleStages install = compiler.install(tree);
    private final long cookie = install.stages().get(0).get(0).flow().cookie();
    private Optional<String> removed = Optional.of("not yet");

    private void remove() {
        desk.remove(cookie, compiler.remove(tree), (c, problem) -> removed = problem);
    }

    @Test
    void removal_whileRulesWaitToBePutBack_leavesNothing() {
        desk.sweep(Set.of(cookie), Set.of(Cookies.groupId(3)));
        desk.reinstall(List.of(install));
        remove();
        loop.run(10);
        assertThat(removed).isEmpty();
        assertThat(rules.everything()).isEmpty();
    }

    @Test
    void removal_whileRulesAreBeingPutBack_comesAfter() {
        for (int i = 0; i < 50; i++) {
            removed = Optional.of("not yet");
            desk.reinstall(List.of(install));
            remove();
            loop.run(1);
            assertThat(removed).isEmpty();
            assertThat(rules.everything()).isEmpty();
        }
    }

    @Test
    void rules_putBackAfterASweep_areThere() {
        desk.sweep(Set.of(), Set.of());
        desk.reinstall(List.of(install));
        loop.run(10);
        assertThat(rules.everything()).hasSize(2);
    }
}
