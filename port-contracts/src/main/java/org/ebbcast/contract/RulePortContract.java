package org.ebbcast.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ebbcast.orchestrator.port.RuleException;
import org.ebbcast.orchestrator.port.RulePort;
import org.ebbcast.rules.Cookies;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.DistributionTree;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PipelineProfile;
import org.ebbcast.rules.PortNumber;
import org.ebbcast.rules.RuleCompiler;
import org.ebbcast.rules.RuleStages;
import org.ebbcast.rules.SwitchRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a rule port does: a tree over three switches, one of which is the root. */
public abstract class RulePortContract {
    protected static final DatapathId ROOT = DatapathId.of(1);
    protected static final DatapathId LEFT = DatapathId.of(2);
    protected static final DatapathId RIGHT = DatapathId.of(3);

    private final RuleCompiler compiler = new RuleCompiler(PipelineProfile.defaults());
    private SwitchBench bench;
    private RulePort port;

    /** A bench without switches. */
    protected abstract SwitchBench openBench() throws Exception;

    /** The port of the adapter that the bench's switches connect to; switches may take half a second to answer. */
    protected abstract RulePort port();

    @BeforeEach
    void connect() throws Exception {
        bench = openBench();
        port = port();
        for (DatapathId id : List.of(ROOT, LEFT, RIGHT)) {
            bench.connect(id, 4);
        }
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static DistributionTree tree(int number, int slot) {
        PortNumber one = PortNumber.of(1);
        List<PortNumber> both = List.of(PortNumber.of(2), PortNumber.of(3));
        return DistributionTree.of(
                number,
                0,
                slot,
                Ipv4Address.parse("239.192.0." + slot),
                List.of(
                        List.of(DistributionTree.Hop.of(ROOT, one, both)),
                        List.of(
                                DistributionTree.Hop.of(LEFT, one, both),
                                DistributionTree.Hop.of(RIGHT, one, List.of(PortNumber.of(4))))));
    }

    private RuleStages installation(int number) {
        return compiler.install(tree(number, number));
    }

    private RuleStages removal(int number) {
        return compiler.remove(tree(number, number));
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void assertRefused(ThrowingCallable call, DatapathId id) {
        assertThatThrownBy(call)
                .cause()
                .isInstanceOfSatisfying(
                        RuleException.class,
                        refusal -> assertThat(refusal.datapathId()).isEqualTo(id))
                .hasMessageContaining(id.toString());
    }

    private void assertHolds(RuleStages stages) {
        for (List<SwitchRules> stage : stages.stages()) {
            for (SwitchRules rules : stage) {
                assertThat(bench.flows(rules.datapathId())).contains(rules.flow());
                rules.group()
                        .ifPresent(group -> assertThat(bench.groups(rules.datapathId())).contains(group));
            }
        }
    }

    private void assertEmpty(DatapathId... ids) {
        for (DatapathId id : ids) {
            assertThat(bench.flows(id)).isEmpty();
            assertThat(bench.groups(id)).isEmpty();
        }
    }

    @Test
    void install_done_rulesAreInTheSwitches() throws Exception {
        await(port.install(installation(1)));
        assertHolds(installation(1));
    }

    @Test
    void install_goesFromLeavesToRootAndGroupBeforeFlow() throws Exception {
        await(port.install(installation(1)));
        List<String> changes = bench.changes();
        assertThat(changes).endsWith("+flow " + ROOT).hasSize(5);
        assertThat(changes.indexOf("+group " + ROOT)).isNotNegative();
        assertThat(changes.indexOf("+group " + LEFT)).isLessThan(changes.indexOf("+flow " + LEFT));
    }

    @Test
    void remove_goesFromRootToLeavesAndFlowBeforeGroup() throws Exception {
        await(port.install(installation(1)));
        await(port.remove(removal(1)));
        assertEmpty(ROOT, LEFT, RIGHT);
        List<String> changes = bench.changes();
        assertThat(changes.get(5)).isEqualTo("-flow " + ROOT);
        assertThat(changes).hasSize(10).containsSubsequence("-flow " + ROOT, "-group " + ROOT);
        assertThat(changes).containsSubsequence("-flow " + LEFT, "-group " + LEFT);
    }

    @Test
    void remove_ofOneTree_leavesTheOther() throws Exception {
        await(port.install(installation(1)));
        await(port.install(installation(2)));
        await(port.remove(removal(1)));
        assertHolds(installation(2));
        assertThat(await(port.inventory())).hasSize(5);
    }

    @Test
    void install_refusedByRoot_isUndoneEverywhere() {
        bench.refuseFlows(ROOT);
        assertRefused(() -> await(port.install(installation(1))), ROOT);
        assertEmpty(ROOT, LEFT, RIGHT);
    }

    @Test
    void install_refusedByLeaf_neverReachesRoot() {
        bench.refuseFlows(RIGHT);
        assertRefused(() -> await(port.install(installation(1))), RIGHT);
        assertEmpty(ROOT, LEFT, RIGHT);
        assertThat(bench.changes()).doesNotContain("+flow " + ROOT);
    }

    @Test
    void install_switchSilent_endsAndIsUndoneElsewhere() {
        bench.fallSilent(ROOT);
        assertRefused(() -> await(port.install(installation(1))), ROOT);
        assertEmpty(LEFT, RIGHT);
    }

    @Test
    void install_switchAbsent_endsAndIsUndoneElsewhere() {
        bench.disconnect(LEFT);
        assertRefused(() -> await(port.install(installation(1))), LEFT);
        assertEmpty(ROOT, RIGHT);
    }

    @Test
    void install_again_isNoError() throws Exception {
        await(port.install(installation(1)));
        await(port.install(installation(1)));
        assertHolds(installation(1));
        assertThat(await(port.inventory())).hasSize(5);
    }

    @Test
    void remove_ofWhatIsNotThere_isNoError() throws Exception {
        await(port.remove(removal(7)));
        assertEmpty(ROOT, LEFT, RIGHT);
    }

    @Test
    void remove_switchAbsent_passesOverItAndCleansItWhenItReturns() throws Exception {
        await(port.install(installation(1)));
        bench.disconnect(LEFT);
        await(port.remove(removal(1)));
        assertEmpty(ROOT, RIGHT);
        assertThat(bench.flows(LEFT)).isNotEmpty();
        bench.connect(LEFT, 4);
        assertThat(await(port.inventory())).isEmpty();
        assertEmpty(LEFT);
    }

    @Test
    void reconnect_liveRules_stay() throws Exception {
        await(port.install(installation(1)));
        bench.disconnect(LEFT);
        bench.connect(LEFT, 4);
        assertThat(await(port.inventory())).hasSize(5);
        assertHolds(installation(1));
    }

    @Test
    void inventory_namesOwnFlowsAndGroupsOnly() throws Exception {
        await(port.install(installation(1)));
        assertThat(await(port.inventory()))
                .extracting(RulePort.OwnRule::toString)
                .containsExactlyInAnyOrder(
                        RulePort.OwnRule.flow(ROOT, Cookies.cookie(1, 0)).toString(),
                        RulePort.OwnRule.flow(LEFT, Cookies.cookie(1, 0)).toString(),
                        RulePort.OwnRule.flow(RIGHT, Cookies.cookie(1, 0)).toString(),
                        RulePort.OwnRule.group(ROOT, Cookies.groupId(1)).toString(),
                        RulePort.OwnRule.group(LEFT, Cookies.groupId(1)).toString());
    }

    @Test
    void removeOrphans_takesWhatIsNotLiveAndNothingElse() throws Exception {
        await(port.install(installation(1)));
        SwitchRules stray = installation(9).stages().get(0).get(0);
        bench.leaveBehind(stray.datapathId(), stray.flow(), stray.group().orElseThrow());
        List<RulePort.OwnRule> removed =
                await(port.removeOrphans(Set.of(Cookies.cookie(1, 0)), Set.of(Cookies.groupId(1))));
        assertThat(removed)
                .extracting(RulePort.OwnRule::id)
                .containsExactlyInAnyOrder(
                        Cookies.cookie(9, 0), Integer.toUnsignedLong(Cookies.groupId(9)));
        assertHolds(installation(1));
        assertThat(await(port.inventory())).hasSize(5);
        assertThat(bench.foreignFlows(stray.datapathId())).isEqualTo(1);
    }

    @Test
    void connect_leftoversOfAnEarlierLife_goAndForeignRulesStay() throws Exception {
        SwitchRules stray = installation(9).stages().get(0).get(0);
        bench.disconnect(stray.datapathId());
        bench.leaveBehind(stray.datapathId(), stray.flow(), stray.group().orElseThrow());
        bench.connect(stray.datapathId(), 4);
        assertThat(await(port.inventory())).isEmpty();
        assertEmpty(stray.datapathId());
        assertThat(bench.foreignFlows(stray.datapathId())).isEqualTo(1);
    }
}
