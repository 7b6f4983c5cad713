package org.ebbcast.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The oracle must see what it is there to see. */
class PacketWalkerTest {
    private static final Ipv4Address GROUP = Ipv4Address.parse("239.192.0.1");

    private final Cabling.Builder cables = Cabling.builder();
    private final RuleTables tables = new RuleTables();

    private static ConnectPoint at(long datapathId, int port) {
        return ConnectPoint.of(DatapathId.of(datapathId), PortNumber.of(port));
    }

    private void rule(long datapathId, int inPort, Action... actions) {
        tables.addFlow(
                DatapathId.of(datapathId), FlowRule.of(0, 1, 7, PortNumber.of(inPort), GROUP, List.of(actions)));
    }

    private static Action out(int port) {
        return Action.output(PortNumber.of(port));
    }

    private PacketWalk walk() {
        return new PacketWalker(cables.build(), tables).walk(at(1, 1), GROUP, 0);
    }

    @Test
    void noRule_dropsThePacket() {
        assertThat(walk().isDropped()).isTrue();
    }

    @Test
    void ruleForAnotherPortOrAddress_doesNotMatch() {
        cables.host(at(1, 2));
        rule(1, 3, out(2));
        assertThat(walk().isDropped()).isTrue();
        rule(1, 1, out(2));
        Ipv4Address other = Ipv4Address.parse("239.192.0.2");
        assertThat(new PacketWalker(cables.build(), tables).walk(at(1, 1), other, 0).isDropped()).isTrue();
    }

    @Test
    void actions_takeEffectInListOrder() {
        cables.host(at(1, 2)).host(at(1, 3));
        rule(1, 1, out(2), Action.setDscp(1), Action.setQueue(1), out(3));
        assertThat(walk().toHosts())
                .containsExactly(
                        PacketWalk.Copy.of(at(1, 2), 0, OptionalInt.empty()),
                        PacketWalk.Copy.of(at(1, 3), 1, OptionalInt.of(1)));
    }

    @Test
    void mark_travelsOn_queueDoesNot() {
        cables.host(at(2, 2)).link(at(1, 2), at(2, 1));
        rule(1, 1, Action.setDscp(1), Action.setQueue(1), out(2));
        rule(2, 1, out(2));
        assertThat(walk().toSwitches()).containsExactly(PacketWalk.Copy.of(at(1, 2), 1, OptionalInt.of(1)));
        assertThat(walk().toHosts()).containsExactly(PacketWalk.Copy.of(at(2, 2), 1, OptionalInt.empty()));
    }

    @Test
    void twoWaysToOneHost_areSeenAsTwoCopies() {
        cables.host(at(2, 3)).link(at(1, 2), at(2, 1)).link(at(1, 3), at(2, 2));
        rule(1, 1, out(2), out(3));
        rule(2, 1, out(3));
        rule(2, 2, out(3));
        assertThat(walk().deliveries()).isEqualTo(Map.of(at(2, 3), 2L));
    }

    @Test
    void group_clonesForEachBucket_exceptOutOfTheInPort() {
        cables.host(at(1, 1)).host(at(1, 2)).host(at(1, 3));
        tables.addGroup(
                DatapathId.of(1), GroupEntry.all(5, List.of(PortNumber.of(1), PortNumber.of(2), PortNumber.of(3))));
        rule(1, 1, Action.group(5));
        assertThat(walk().deliveries()).isEqualTo(Map.of(at(1, 2), 1L, at(1, 3), 1L));
    }

    @Test
    void outputToAPortWithoutCable_isSeen() {
        rule(1, 1, out(9));
        assertThat(walk().toNowhere()).extracting(PacketWalk.Copy::from).containsExactly(at(1, 9));
    }

    @Test
    void loop_isNamedAndEnds() {
        cables.link(at(1, 2), at(2, 1)).link(at(2, 2), at(3, 1)).link(at(3, 2), at(1, 3));
        rule(1, 1, out(2));
        rule(1, 3, out(2));
        rule(2, 1, out(2));
        rule(3, 1, out(2));
        assertThat(walk().loops()).containsExactly(at(2, 1));
        assertThat(walk().isStorm()).isFalse();
    }

    @Test
    void storm_isCutOff() {
        int switches = 20;
        for (int s = 1; s < switches; s++) {
            cables.link(at(s, 3), at(s + 1, 1)).link(at(s, 4), at(s + 1, 2));
        }
        for (int s = 1; s <= switches; s++) {
            rule(s, 1, out(3), out(4));
            rule(s, 2, out(3), out(4));
        }
        assertThat(walk().isStorm()).isTrue();
    }

    @Test
    void rootBeforeLeaves_wouldLeak() {
        cables.host(at(1, 1)).host(at(1, 2)).host(at(2, 2)).link(at(1, 3), at(2, 1));
        DistributionTree tree = DistributionTree.of(
                1,
                1,
                1,
                GROUP,
                List.of(
                        List.of(DistributionTree.Hop.of(
                                DatapathId.of(1), PortNumber.of(1), List.of(PortNumber.of(2), PortNumber.of(3)))),
                        List.of(DistributionTree.Hop.of(
                                DatapathId.of(2), PortNumber.of(1), List.of(PortNumber.of(2))))));
        List<List<SwitchRules>> rootFirst =
                new RuleCompiler(PipelineProfile.defaults()).remove(tree).stages();
        tables.install(rootFirst.get(0).get(0));
        assertThat(walk().deliveries()).isEqualTo(Map.of(at(1, 2), 1L));
    }
}
