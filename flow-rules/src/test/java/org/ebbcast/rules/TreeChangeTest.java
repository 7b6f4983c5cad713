package org.ebbcast.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TreeChangeTest {
    private final RuleCompiler compiler = new RuleCompiler(PipelineProfile.defaults());

    private static DistributionTree tree(int number, int slot, String group) {
        DistributionTree.Hop hop =
                DistributionTree.Hop.of(DatapathId.of(1), PortNumber.of(1), List.of(PortNumber.of(2)));
        return DistributionTree.of(1, number, slot, Ipv4Address.parse(group), List.of(List.of(hop)));
    }

    @Test
    void change_betweenTreesOfTheirOwn_bringsUpTheNewAndTakesDownTheOld() {
        DistributionTree from = tree(1, 1, "239.192.0.1");
        DistributionTree to = tree(2, 2, "239.192.0.2");
        TreeChange change = TreeChange.of(compiler, from, to);
        assertThat(change.bringUp()).isEqualTo(compiler.install(to));
        assertThat(change.takeDown()).isEqualTo(compiler.remove(from));
    }

    @Test
    void change_betweenTreesThatShareAnything_isRefused() {
        DistributionTree from = tree(1, 1, "239.192.0.1");
        for (DistributionTree to : List.of(
                tree(1, 2, "239.192.0.2"), tree(2, 1, "239.192.0.2"), tree(2, 2, "239.192.0.1"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> TreeChange.of(compiler, from, to));
        }
    }
}
