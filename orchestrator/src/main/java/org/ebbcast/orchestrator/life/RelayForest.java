package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.DatapathId;

/**
 * Who passes a shipment on to whom where no switch does. Used once; not thread-safe.
 *
 * <p>Hosts behind one leaf form a chain, whose head has its parent beyond the leaf: so one copy goes over every link, as in a
 * tree. Heads take parents that a tree serves or that are complete, a leaf with the fewest children first, and of its hosts the
 * one with the fewest; when all of those have {@value #MAX_CHILDREN}, the end of another chain; a source if there is neither.
 * Whoever has a parent that is still good keeps it. Ties break by lowest name. O(members of a leaf squared + heads × hosts).
 */
final class RelayForest {
    /** Each takes its part of the uplink of the host that gives. */
    static final int MAX_CHILDREN = 2;

    private final Function<HostId, Optional<DatapathId>> leafOf;
    private final Collection<HostId> reached;
    private final Collection<HostId> sources;
    private final BiPredicate<HostId, HostId> mayGive;
    private final SortedMap<HostId, HostId> parents = new TreeMap<>();
    private final Map<HostId, Integer> children = new HashMap<>();
    private final Map<DatapathId, Integer> childrenOfLeaf = new HashMap<>();
    private final Map<Optional<DatapathId>, List<HostId>> chains = new HashMap<>();
    private final Map<Optional<DatapathId>, List<HostId>> reachedByLeaf;

    /**
     * @param leafOf a host's leaf, as far as the fabric shows it
     * @param reached hosts that a tree serves, or that have everything
     * @param sources hosts that send
     * @param mayGive whether the first may be the parent of the second
     */
    RelayForest(
            Function<HostId, Optional<DatapathId>> leafOf,
            Collection<HostId> reached,
            Collection<HostId> sources,
            BiPredicate<HostId, HostId> mayGive) {
        this.leafOf = leafOf;
        this.reached = List.copyOf(reached);
        this.sources = List.copyOf(sources);
        this.mayGive = mayGive;
        reachedByLeaf = reached.stream().collect(Collectors.groupingBy(leafOf));
    }

    /**
     * Gives every member a parent, if there is one.
     *
     * @param members in the order in which they join a chain
     * @param present parents that were given before and are still good
     */
    SortedMap<HostId, HostId> parents(List<HostId> members, Map<HostId, HostId> present) {
        members.stream().filter(present::containsKey).forEach(m -> attach(m, present.get(m)));
        members.stream().filter(m -> !parents.containsKey(m)).forEach(m -> choose(m).ifPresent(p -> attach(m, p)));
        return parents;
    }

    private void attach(HostId member, HostId parent) {
        parents.put(member, parent);
        chains.computeIfAbsent(leafOf.apply(member), l -> new ArrayList<>()).add(member);
        children.merge(parent, 1, Integer::sum);
        Optional<DatapathId> leaf = leafOf.apply(parent);
        if (leaf.isPresent() && !leaf.equals(leafOf.apply(member))) {
            childrenOfLeaf.merge(leaf.get(), 1, Integer::sum);
        }
    }

    private Optional<HostId> choose(HostId member) {
        Optional<DatapathId> leaf = leafOf.apply(member);
        return best(member, chains.getOrDefault(leaf, List.of()).stream(), MAX_CHILDREN)
                .or(() -> leaf.isEmpty()
                        ? Optional.empty()
                        : best(member, reachedByLeaf.getOrDefault(leaf, List.of()).stream(), MAX_CHILDREN))
                .or(() -> best(member, reached.stream(), MAX_CHILDREN))
                .or(() -> best(member, chains.values().stream().flatMap(List::stream), 1))
                .or(() -> best(member, sources.stream(), Integer.MAX_VALUE))
                .or(() -> best(member, reached.stream(), Integer.MAX_VALUE));
    }

    private Optional<HostId> best(HostId member, Stream<HostId> candidates, int most) {
        return candidates
                .filter(h -> children.getOrDefault(h, 0) < most && mayGive.test(h, member) && !isBelow(h, member))
                .min(Comparator.<HostId>comparingInt(
                                h -> leafOf.apply(h).map(l -> childrenOfLeaf.getOrDefault(l, 0)).orElse(0))
                        .thenComparingInt(h -> children.getOrDefault(h, 0))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Whether what {@code host} gets comes through {@code ancestor}, or it is that one. */
    private boolean isBelow(HostId host, HostId ancestor) {
        Optional<HostId> at = Optional.of(host);
        while (at.isPresent() && !at.get().equals(ancestor)) {
            at = Optional.ofNullable(parents.get(at.get()));
        }
        return at.isPresent();
    }
}
