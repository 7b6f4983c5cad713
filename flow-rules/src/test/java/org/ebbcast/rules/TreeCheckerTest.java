package org.ebbcast.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TreeCheckerTest {
    private static final Ipv4Address GROUP = Ipv4Address.parse("239.192.0.1");

    // Host - s1 - s2 - host, s1 - s3 - host, and s2 - s3.
    private final Cabling cabling = Cabling.builder()
            .host(at(1, 1))
            .host(at(2, 9))
            .host(at(3, 9))
            .link(at(1, 2), at(2, 1))
            .link(at(1, 3), at(3, 1))
            .link(at(2, 3), at(3, 2))
            .build();

    private static ConnectPoint at(long datapathId, int port) {
        return ConnectPoint.of(DatapathId.of(datapathId), PortNumber.of(port));
    }

    private static DistributionTree.Hop hop(long datapathId, int inPort, Integer... outPorts) {
        List<PortNumber> out = Arrays.stream(outPorts).map(PortNumber::of).collect(Collectors.toList());
        return DistributionTree.Hop.of(DatapathId.of(datapathId), PortNumber.of(inPort), out);
    }

    @SafeVarargs
    private static DistributionTree tree(List<DistributionTree.Hop>... levels) {
        List<List<DistributionTree.Hop>> list = new ArrayList<>();
        for (List<DistributionTree.Hop> level : levels) {
            list.add(level);
        }
        return DistributionTree.of(1, 1, 1, GROUP, list);
    }

    private List<String> problems(DistributionTree tree) {
        return TreeChecker.problems(tree, cabling);
    }

    @Test
    void soundTree_hasNoProblems() {
        DistributionTree tree = tree(List.of(hop(1, 1, 2, 3)), List.of(hop(2, 1, 9), hop(3, 1, 9)));
        assertThat(problems(tree)).isEmpty();
        assertThat(TreeChecker.receivers(tree, cabling)).containsExactly(at(2, 9), at(3, 9));
    }

    @Test
    void entry_withoutHost_isNamed() {
        assertThat(problems(tree(List.of(hop(2, 1, 9))))).singleElement().asString().contains("0000000000000002/1");
    }

    @Test
    void hop_thatNothingLeadsTo_isNamed() {
        assertThat(problems(tree(List.of(hop(1, 1, 2)), List.of(hop(2, 1, 9), hop(3, 1, 9)))))
                .singleElement()
                .asString()
                .contains("0000000000000003/1", "nothing of level 0");
    }

    @Test
    void hop_listeningAtTheWrongPort_isNamedFromBothSides() {
        assertThat(problems(tree(List.of(hop(1, 1, 2)), List.of(hop(2, 3, 9))))).hasSize(2);
    }

    @Test
    void output_toASwitchOutsideTheTree_isNamed() {
        assertThat(problems(tree(List.of(hop(1, 1, 2, 3)), List.of(hop(2, 1, 9)))))
                .singleElement()
                .asString()
                .contains("0000000000000003/1", "no switch of level 1");
    }

    @Test
    void output_backIntoTheTree_isNamed() {
        assertThat(problems(tree(List.of(hop(1, 1, 2, 3)), List.of(hop(2, 1, 9, 3), hop(3, 1, 9)))))
                .singleElement()
                .asString()
                .contains("0000000000000003/2");
    }

    @Test
    void output_withoutCable_isNamed() {
        assertThat(problems(tree(List.of(hop(1, 1, 7))))).singleElement().asString().contains("no cable");
    }

    @Test
    void tree_thatNamesASwitchTwice_cannotBeMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree(List.of(hop(1, 1, 2)), List.of(hop(2, 1, 3)), List.of(hop(1, 3, 2))))
                .withMessageContaining("0000000000000001");
        assertThatIllegalArgumentException().isThrownBy(() -> tree(List.of(hop(1, 1, 2)), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> tree(List.of(hop(1, 1, 2), hop(2, 1, 3))));
        assertThatIllegalArgumentException().isThrownBy(() -> tree());
    }

    @Test
    void cabling_withAPortUsedTwice_cannotBeMade() {
        Cabling.Builder cables = Cabling.builder().host(at(1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> cables.host(at(1, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> cables.link(at(1, 1), at(2, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> cables.link(at(2, 1), at(2, 1)));
    }
}
