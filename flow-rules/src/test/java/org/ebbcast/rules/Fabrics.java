package org.ebbcast.rules;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random fabrics, hosts and trees for properties. */
final class Fabrics {
    /** A fabric, a root with its receivers, and two trees between them. */
    static final class Case {
        final Fabric fabric;
        final ConnectPoint root;
        final List<ConnectPoint> receivers;
        final DistributionTree tree;
        final DistributionTree other;
        final Random random;

        private Case(Fabric fabric, int receivers, long seed) {
            this.fabric = fabric;
            random = new Random(seed);
            List<ConnectPoint> picked = fabric.pickHosts(receivers, random);
            root = picked.get(0);
            this.receivers = picked.subList(1, picked.size());
            tree = fabric.randomTree(picked, 1, random);
            other = fabric.randomTree(picked, 2, random);
        }

        @Override
        public String toString() {
            return fabric + " from " + root + " to " + receivers + " by " + new RuleCompiler(PipelineProfile.defaults())
                    .install(tree);
        }
    }

    private Fabrics() {}

    static Arbitrary<Case> cases() {
        Arbitrary<Integer> small = Arbitraries.integers().between(1, 4);
        Arbitrary<Fabric> leafSpines = Combinators.combine(small, small, small)
                .as((spines, leaves, hosts) -> Fabric.leafSpine(spines, leaves, hosts + 1));
        Arbitrary<Fabric> fatTrees = Arbitraries.of(2, 4, 6).map(Fabric::fatTree);
        Arbitrary<Fabric> jellyfishes = Combinators.combine(
                        Arbitraries.integers().between(3, 14),
                        Arbitraries.integers().between(0, 20),
                        small,
                        Arbitraries.longs())
                .as(Fabric::jellyfish);
        return Combinators.combine(
                        Arbitraries.oneOf(leafSpines, fatTrees, jellyfishes),
                        Arbitraries.integers().between(1, 20),
                        Arbitraries.longs())
                .as(Case::new);
    }
}
