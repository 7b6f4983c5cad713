package org.ebbcast.onos.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.onos.rig.OnosRig;
import org.ebbcast.orchestrator.port.RuleException;
import org.ebbcast.orchestrator.port.RulePort.OwnRule;
import org.ebbcast.rules.Cookies;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.DistributionTree;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PipelineProfile;
import org.ebbcast.rules.PortNumber;
import org.ebbcast.rules.RuleCompiler;
import org.ebbcast.rules.RuleStages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowRule;

class OnosRulesTest {
    private static final DatapathId ROOT = DatapathId.of(1);
    private static final DatapathId SPINE = DatapathId.of(2);
    private static final DatapathId LEAF = DatapathId.of(3);
    private static final long COOKIE = Cookies.cookie(7, 1);
    private static final int GROUP = Cookies.groupId(4);

    private final OnosRig rig = new OnosRig();
    private final RuleCompiler compiler = new RuleCompiler(PipelineProfile.defaults());
    private OnosRules rules;

    @BeforeEach
    void start() {
        for (DatapathId id : List.of(ROOT, SPINE, LEAF)) {
            rig.connect(OnosIds.deviceId(id), 4);
        }
        rules = OnosRules.start(rig.ruleServices(), Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        rules.close();
        rig.close();
    }

    /** Enters at the root, goes on through the spine, branches at the leaf and at the root. */
    private static DistributionTree tree() {
        return DistributionTree.of(
                7,
                1,
                4,
                Ipv4Address.parse("239.192.0.4"),
                List.of(
                        List.of(hop(ROOT, 1, 2, 3)), List.of(hop(SPINE, 1, 2)), List.of(hop(LEAF, 1, 2, 3, 4))));
    }

    private static DistributionTree.Hop hop(DatapathId id, long in, long... out) {
        return DistributionTree.Hop.of(
                id,
                PortNumber.of(in),
                java.util.Arrays.stream(out).mapToObj(PortNumber::of).collect(java.util.stream.Collectors.toList()));
    }

    private RuleStages up() {
        return compiler.install(tree());
    }

    private RuleStages down() {
        return compiler.remove(tree());
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static RuleException failure(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return (RuleException) e.getCause();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("did not fail");
    }

    @Test
    void install_treeWithBranches_isInEverySwitchAndSeenByOnos() throws Exception {
        rig.pollRulesAlways();

        done(rules.install(up()));

        assertThat(rig.southbound().of(OnosIds.deviceId(ROOT)).size()).isEqualTo(2);
        assertThat(rig.southbound().of(OnosIds.deviceId(SPINE)).size()).isEqualTo(1);
        assertThat(rig.southbound().of(OnosIds.deviceId(LEAF)).groups())
                .extracting(id -> id.id())
                .containsExactly(GROUP);
        assertThat(rig.flows().getFlowEntriesById(OnosRig.APPLICATION)).hasSize(3).allSatisfy(flow -> {
            assertThat(flow.state().name()).isEqualTo("ADDED");
            assertThat(RuleTranslator.cookie(flow.id())).isEqualTo(COOKIE);
            assertThat(flow.treatment().toString()).contains("QUEUE");
        });
    }

    @Test
    void installThenRemove_putsTheRootInLastAndTakesItOutFirst() throws Exception {
        rig.pollRulesAlways();

        done(rules.install(up()));
        done(rules.remove(down()));

        String root = OnosIds.deviceId(ROOT).toString();
        String spine = OnosIds.deviceId(SPINE).toString();
        String leaf = OnosIds.deviceId(LEAF).toString();
        assertThat(rig.southbound().log())
                .containsSubsequence("group+ " + leaf, "flow+ " + leaf, "flow+ " + root)
                .containsSubsequence("group+ " + leaf, "flow+ " + spine, "flow+ " + root)
                .containsSubsequence("group+ " + root, "flow+ " + leaf)
                .containsSubsequence("flow- " + root, "flow- " + spine, "flow- " + leaf, "group- " + leaf);
    }

    @Test
    void install_groupNotYetPolled_sendsNoFlow() throws Exception {
        CompletionStage<Void> install = rules.install(up());
        done(rules.inventory()); // the worker has come past the install
        assertThat(rig.southbound().of(OnosIds.deviceId(LEAF)).flows()).isEmpty();
        assertThat(install.toCompletableFuture()).isNotDone();

        rig.pollRulesAlways();
        done(install);

        assertThat(rig.southbound().of(OnosIds.deviceId(LEAF)).flows()).hasSize(1);
    }

    @Test
    void install_switchRefusesGroup_failsWithItsNameAndLeavesNothing() {
        rig.southbound().of(OnosIds.deviceId(LEAF)).refuseGroups();
        rig.pollRulesAlways();

        RuleException failure = failure(rules.install(up()));

        assertThat(failure.datapathId()).isEqualTo(LEAF);
        assertThat(failure).hasMessageContaining("refused");
        assertThat(rig.southbound().rulesEverywhere()).isZero();
        assertThat(rig.flows().getFlowEntriesById(OnosRig.APPLICATION)).isEmpty();
    }

    @Test
    void install_switchNeverConfirms_failsInTimeAndLeavesNothingElsewhere() {
        rules.close();
        rules = OnosRules.start(rig.ruleServices(), Duration.ofMillis(300));
        rig.southbound().of(OnosIds.deviceId(SPINE)).becomeDeaf();
        rig.pollRulesAlways();

        RuleException failure = failure(rules.install(up()));

        assertThat(failure.datapathId()).isEqualTo(SPINE);
        assertThat(failure).hasMessageContaining("did not confirm it within 300 ms");
        assertThat(rig.southbound().rulesEverywhere()).isZero();
    }

    @Test
    void install_switchGone_failsWithItsName() {
        rig.disconnect(OnosIds.deviceId(SPINE));
        rig.pollRulesAlways();

        assertThat(failure(rules.install(up())).datapathId()).isEqualTo(SPINE);
        assertThat(rig.southbound().of(OnosIds.deviceId(ROOT)).size()).isZero();
    }

    @Test
    void install_sameTreeAgain_changesNothing() throws Exception {
        rig.pollRulesAlways();
        done(rules.install(up()));

        done(rules.install(up()));

        assertThat(rig.southbound().rulesEverywhere()).isEqualTo(5);
    }

    @Test
    void remove_installedTree_leavesNothing() throws Exception {
        rig.pollRulesAlways();
        done(rules.install(up()));

        done(rules.remove(down()));

        assertThat(rig.southbound().rulesEverywhere()).isZero();
        assertThat(rig.groups().getGroups(OnosIds.deviceId(LEAF), OnosRig.APPLICATION)).isEmpty();
        assertThat(done(rules.inventory())).isEmpty();
    }

    @Test
    void remove_thenInstallSameSlot_waitsForTheOldGroupToGo() throws Exception {
        rig.pollRulesAlways();
        done(rules.install(up()));
        CompletionStage<Void> out = rules.remove(down());
        CompletionStage<Void> in = rules.install(up());

        done(out);
        done(in);

        assertThat(rig.southbound().rulesEverywhere()).isEqualTo(5);
    }

    @Test
    void remove_switchAway_isTakenOutWhenItReturns() throws Exception {
        rig.pollRulesAlways();
        done(rules.install(up()));
        DeviceId leaf = OnosIds.deviceId(LEAF);
        rig.disconnect(leaf);

        done(rules.remove(down()));
        assertThat(rig.southbound().of(leaf).size()).isEqualTo(2);
        rig.connect(leaf, 4);

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (rig.southbound().of(leaf).size() > 0 && System.nanoTime() < deadline) {
            done(rules.inventory());
        }
        assertThat(rig.southbound().of(leaf).size()).isZero();
    }

    @Test
    void forgetAway_switchAway_leavesNothingThatOnosWouldPutBack() throws Exception {
        rig.pollRulesAlways();
        done(rules.install(up()));
        DeviceId leaf = OnosIds.deviceId(LEAF);
        rig.disconnect(leaf);
        done(rules.removeOrphans(Set.of(), Set.of()));
        assertThat(done(rules.inventory())).hasSize(2);

        done(rules.forgetAway());

        assertThat(done(rules.inventory())).isEmpty();
    }

    @Test
    void removeOrphans_someLive_takesOutTheOthersOnly() throws Exception {
        rig.pollRulesAlways();
        done(rules.install(up()));
        rules.close();
        rules = OnosRules.start(rig.ruleServices(), Duration.ofSeconds(5));
        FlowRule foreign = foreignRule();
        rig.flows().applyFlowRules(foreign);

        assertThat(done(rules.removeOrphans(Set.of(COOKIE), Set.of(GROUP)))).isEmpty();
        List<OwnRule> removed = done(rules.removeOrphans(Set.of(), Set.of()));

        assertThat(removed).hasSize(5).anySatisfy(rule -> assertThat(rule.id()).isEqualTo(COOKIE));
        assertThat(rig.southbound().rulesEverywhere()).isEqualTo(1);
        assertThat(rig.flows().getFlowEntry(foreign)).isNotNull();
    }

    @Test
    void counters_afterPoll_tellBytesOfTheTree() throws Exception {
        rig.pollRulesAlways();
        rig.southbound().of(OnosIds.deviceId(SPINE)).setBytesPerFlow(4711);
        done(rules.install(up()));

        assertThat(rules.counters().read(SPINE)).singleElement().satisfies(sample -> {
            assertThat(sample.cookie()).isEqualTo(COOKIE);
            assertThat(sample.bytes()).isEqualTo(4711);
            assertThat(sample.switchNanos()).isEqualTo(7_000_000_000L);
        });
        assertThat(rules.counters().read(DatapathId.of(99))).isEmpty();
    }

    @Test
    void close_whileWaiting_endsWithoutHanging() {
        rules.install(up());

        rules.close();

        assertThatThrownBy(() -> done(rules.inventory())).isInstanceOf(ExecutionException.class);
    }

    private static FlowRule foreignRule() {
        return DefaultFlowRule.builder()
                .forDevice(OnosIds.deviceId(ROOT))
                .withPriority(10)
                .withCookie(0x0007_0000_0000_0001L)
                .withSelector(DefaultTrafficSelector.builder()
                        .matchInPort(org.onosproject.net.PortNumber.portNumber(1))
                        .build())
                .withTreatment(DefaultTrafficTreatment.builder().drop().build())
                .makePermanent()
                .build();
    }
}
