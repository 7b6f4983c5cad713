package org.ebbcast.orchestrator.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.DatapathId;
import org.junit.jupiter.api.Test;

/** Hosts are h0 to h99, ten behind each leaf. */
final class RelayForestTest {
    private static HostId host(int number) {
        return HostId.of(String.format("h%02d", number));
    }

    private static List<HostId> hosts(int... numbers) {
        return IntStream.of(numbers).mapToObj(RelayForestTest::host).collect(Collectors.toList());
    }

    private static Optional<DatapathId> leaf(HostId host) {
        return Optional.of(DatapathId.of(1 + Integer.parseInt(host.toString().substring(1)) / 10));
    }

    private static RelayForest forest(List<HostId> reached, List<HostId> sources) {
        return new RelayForest(RelayForestTest::leaf, reached, sources, (parent, child) -> !parent.equals(child));
    }

    @Test
    void hostsOfOneLeaf_areAChain_withOneParentBeyondIt() {
        assertThat(forest(hosts(20, 21), hosts(0)).parents(hosts(10, 11, 12), Map.of()))
                .isEqualTo(new TreeMap<>(Map.of(host(10), host(20), host(11), host(10), host(12), host(11))));
    }

    @Test
    void hostBesideOneThatIsReached_getsItFromThere() {
        assertThat(forest(hosts(11, 20), hosts(0)).parents(hosts(10), Map.of())).containsEntry(host(10), host(11));
    }

    @Test
    void heads_takeLeavesInTurn() {
        SortedMap<HostId, HostId> parents = forest(hosts(10, 11, 20, 21), hosts(0)).parents(hosts(30, 40, 50), Map.of());
        assertThat(parents.values()).containsExactly(host(10), host(20), host(11));
    }

    @Test
    void nobodyReached_oneCopyLeavesTheSource_andGoesFromLeafToLeaf() {
        assertThat(forest(List.of(), hosts(0)).parents(hosts(10, 11, 20, 21), Map.of()).values())
                .containsExactly(host(0), host(10), host(11), host(20));
    }

    @Test
    void parentOfAnother_thatIsGone_isReplacedByItsOwnParent() {
        SortedMap<HostId, HostId> parents =
                forest(hosts(20), hosts(0)).parents(hosts(10, 12), Map.of(host(10), host(20)));
        assertThat(parents).containsEntry(host(10), host(20)).containsEntry(host(12), host(10));
    }

    @Property(tries = 300)
    void forest_ofAnyHosts_givesEverybodyAParentAndHasNoCircle(@ForAll long seed) {
        Random random = new Random(seed);
        List<HostId> members = new ArrayList<>();
        List<HostId> reached = new ArrayList<>();
        IntStream.range(1, 100).forEach(n -> {
            int kind = random.nextInt(3);
            if (kind < 2) {
                (kind == 0 ? members : reached).add(host(n));
            }
        });
        SortedMap<HostId, HostId> first = forest(reached, hosts(0)).parents(members, Map.of());
        assertSound(members, first);
        Set<HostId> gone = new HashSet<>(members.subList(0, members.size() / 3));
        List<HostId> left = members.stream().filter(m -> !gone.contains(m)).collect(Collectors.toList());
        Map<HostId, HostId> kept = new HashMap<>(first);
        kept.entrySet().removeIf(e -> gone.contains(e.getValue()));
        SortedMap<HostId, HostId> second = forest(reached, hosts(0)).parents(left, kept);
        assertSound(left, second);
        left.stream().filter(kept::containsKey).forEach(m -> assertThat(second.get(m)).isEqualTo(kept.get(m)));
    }

    private static void assertSound(List<HostId> members, SortedMap<HostId, HostId> parents) {
        assertThat(parents.keySet()).containsExactlyInAnyOrderElementsOf(members);
        members.forEach(m -> {
            HostId at = m;
            for (int i = 0; i <= members.size() && parents.containsKey(at); i++) {
                at = parents.get(at);
            }
            assertThat(parents).doesNotContainKey(at);
        });
    }
}
