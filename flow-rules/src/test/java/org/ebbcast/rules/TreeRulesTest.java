package org.ebbcast.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;
import org.ebbcast.rules.Fabrics.Case;

/** What the promise asks of the rules, judged by where packets go. */
class TreeRulesTest {
    private static final int BEST_EFFORT = 0;
    private static final int LOWER_EFFORT = 1;

    private final RuleCompiler compiler = new RuleCompiler(PipelineProfile.defaults());
    private RuleTables tables = new RuleTables();

    @BeforeTry
    void emptySwitches() {
        tables = new RuleTables();
    }

    @Provide
    Arbitrary<Case> cases() {
        return Fabrics.cases();
    }

    @Property(tries = 300)
    void installedTree_deliversOnceToEachReceiverAndToNobodyElse(@ForAll("cases") Case c) {
        assertThat(TreeChecker.problems(c.tree, c.fabric.cabling())).isEmpty();
        assertThat(TreeChecker.receivers(c.tree, c.fabric.cabling())).containsExactlyInAnyOrderElementsOf(c.receivers);
        everyStep(c, compiler.install(c.tree), tables::install, () -> {});
        assertDelivers(c, c.tree);
        for (ConnectPoint stranger : c.fabric.hosts()) {
            if (!stranger.equals(c.root)) {
                assertThat(walk(c, stranger, c.tree).isDropped()).as("from %s", stranger).isTrue();
            }
        }
    }

    @Property(tries = 300)
    void installedTree_marksAndQueuesEveryCopy(@ForAll("cases") Case c) {
        everyStep(c, compiler.install(c.tree), tables::install, () -> {});
        PacketWalk walk = walk(c, c.root, c.tree);
        List<PacketWalk.Copy> copies = new ArrayList<>(walk.toHosts());
        copies.addAll(walk.toSwitches());
        assertThat(copies).isNotEmpty().allSatisfy(copy -> {
            assertThat(copy.dscp()).isEqualTo(LOWER_EFFORT);
            assertThat(copy.queueId()).isEqualTo(OptionalInt.of(1));
        });
        assertThat(walk.toSwitches()).extracting(PacketWalk.Copy::from).doesNotHaveDuplicates();
    }

    @Property(tries = 300)
    void install_atEveryStepBeforeTheLast_letsNothingThrough(@ForAll("cases") Case c) {
        RuleStages stages = compiler.install(c.tree);
        int steps = stages.stages().stream().mapToInt(List::size).sum();
        int[] step = {0};
        everyStep(c, stages, tables::install, () -> {
            if (++step[0] < steps) {
                assertThat(walk(c, c.root, c.tree).isDropped()).as("after step %s of %s", step[0], steps).isTrue();
            }
        });
    }

    @Property(tries = 300)
    void removal_fromItsFirstStep_letsNothingThrough_andLeavesNothing(@ForAll("cases") Case c) {
        everyStep(c, compiler.install(c.tree), tables::install, () -> {});
        everyStep(c, compiler.remove(c.tree), tables::remove, () ->
                assertThat(walk(c, c.root, c.tree).isDropped()).isTrue());
        assertThat(tables.flowCount()).isZero();
        assertThat(tables.groupCount()).isZero();
    }

    @Property(tries = 300)
    void rules_perSwitch_areOneFlowAndAtMostOneGroup(@ForAll("cases") Case c) {
        everyStep(c, compiler.install(c.tree), tables::install, () -> {});
        int switches = c.tree.levels().stream().mapToInt(List::size).sum();
        long branching = c.tree.levels().stream()
                .flatMap(List::stream)
                .filter(hop -> hop.outPorts().size() > 1)
                .count();
        assertThat(tables.flowCount()).isEqualTo(switches);
        assertThat((long) tables.groupCount()).isEqualTo(branching);
    }

    @Property(tries = 300)
    void change_atEveryStep_deliversEachPacketOnce(@ForAll("cases") Case c) {
        everyStep(c, compiler.install(c.tree), tables::install, () -> {});
        TreeChange change = TreeChange.of(compiler, c.tree, c.other);
        everyStep(c, change.bringUp(), tables::install, () -> assertDelivers(c, c.tree));
        assertDelivers(c, c.other);
        everyStep(c, change.takeDown(), tables::remove, () -> assertDelivers(c, c.other));
        assertThat(walk(c, c.root, c.tree).isDropped()).isTrue();
        everyStep(c, compiler.remove(c.other), tables::remove, () -> {});
        assertThat(tables.flowCount() + tables.groupCount()).isZero();
    }

    @Property(tries = 300)
    void packetUnderWay_whileTheTreeGoesDown_neverReachesAStranger(@ForAll("cases") Case c) {
        everyStep(c, compiler.install(c.tree), tables::install, () -> {});
        List<ConnectPoint> inside = new ArrayList<>();
        walk(c, c.root, c.tree).toSwitches().forEach(copy ->
                inside.add(c.fabric.cabling().peer(copy.from()).orElseThrow()));
        everyStep(c, compiler.remove(c.tree), tables::remove, () -> {
            for (ConnectPoint at : inside) {
                PacketWalk rest = walk(c, at, c.tree);
                assertThat(c.receivers).containsAll(rest.deliveries().keySet());
                assertThat(rest.deliveries().values()).allMatch(copies -> copies == 1);
                assertThat(rest.loops()).isEmpty();
                assertThat(rest.toNowhere()).isEmpty();
            }
        });
    }

    private PacketWalk walk(Case c, ConnectPoint from, DistributionTree tree) {
        return new PacketWalker(c.fabric.cabling(), tables).walk(from, tree.groupAddress(), BEST_EFFORT);
    }

    private void assertDelivers(Case c, DistributionTree tree) {
        PacketWalk walk = walk(c, c.root, tree);
        assertThat(walk.deliveries()).containsOnlyKeys(c.receivers).allSatisfy((port, n) -> assertThat(n).isOne());
        assertThat(walk.loops()).isEmpty();
        assertThat(walk.toNowhere()).isEmpty();
        assertThat(walk.isStorm()).isFalse();
    }

    /** Within a stage switches finish in any order; {@code check} runs after each. */
    private void everyStep(Case c, RuleStages stages, Consumer<SwitchRules> step, Runnable check) {
        for (List<SwitchRules> stage : stages.stages()) {
            List<SwitchRules> order = new ArrayList<>(stage);
            Collections.shuffle(order, c.random);
            for (SwitchRules rules : order) {
                step.accept(rules);
                check.run();
            }
        }
    }

    @Property(tries = 50)
    void randomTree_ofTheSameSeed_isTheSame(@ForAll long seed) {
        assertThat(compiler.install(draw(seed))).isEqualTo(compiler.install(draw(seed)));
    }

    private static DistributionTree draw(long seed) {
        Fabric fabric = Fabric.jellyfish(9, 9, 2, seed);
        Random random = new Random(seed);
        return fabric.randomTree(fabric.pickHosts(8, random), 1, random);
    }
}
