package org.ebbcast.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds a tree against the cabling it is meant for: it enters at a host, every further switch is reached by exactly one
 * of the level before through the very port that its rule matches, and every output leads to a host or to such a
 * switch. Stateless; O(output ports).
 */
public final class TreeChecker {
    private TreeChecker() {}

    /** What is wrong with {@code tree}, for people; empty if nothing is. */
    public static List<String> problems(DistributionTree tree, Cabling cabling) {
        List<String> problems = new ArrayList<>();
        DistributionTree.Hop first = tree.levels().get(0).get(0);
        ConnectPoint entry = ConnectPoint.of(first.datapathId(), first.inPort());
        if (!cabling.isHostPort(entry)) {
            problems.add("the tree enters at " + entry + ", where there is no host");
        }
        Set<ConnectPoint> hosts = new HashSet<>(Set.of(entry));
        for (int level = 0; level < tree.levels().size(); level++) {
            Map<ConnectPoint, Integer> reached = new HashMap<>();
            for (DistributionTree.Hop hop : tree.levels().get(level)) {
                for (PortNumber port : hop.outPorts()) {
                    follow(ConnectPoint.of(hop.datapathId(), port), cabling, reached, hosts, problems);
                }
            }
            List<DistributionTree.Hop> next =
                    level + 1 < tree.levels().size() ? tree.levels().get(level + 1) : List.of();
            compare(level + 1, next, reached, problems);
        }
        return List.copyOf(problems);
    }

    /** Host ports that {@code tree} delivers to, in tree order. */
    public static List<ConnectPoint> receivers(DistributionTree tree, Cabling cabling) {
        List<ConnectPoint> receivers = new ArrayList<>();
        for (List<DistributionTree.Hop> level : tree.levels()) {
            for (DistributionTree.Hop hop : level) {
                hop.outPorts().stream()
                        .map(port -> ConnectPoint.of(hop.datapathId(), port))
                        .filter(cabling::isHostPort)
                        .forEach(receivers::add);
            }
        }
        return List.copyOf(receivers);
    }

    private static void follow(
            ConnectPoint out,
            Cabling cabling,
            Map<ConnectPoint, Integer> reached,
            Set<ConnectPoint> hosts,
            List<String> problems) {
        if (cabling.isHostPort(out)) {
            if (!hosts.add(out)) {
                problems.add("the tree leads back to the host at " + out);
            }
        } else if (cabling.peer(out).isPresent()) {
            reached.merge(cabling.peer(out).orElseThrow(), 1, Integer::sum);
        } else {
            problems.add("port " + out + " has no cable");
        }
    }

    private static void compare(
            int level, List<DistributionTree.Hop> hops, Map<ConnectPoint, Integer> reached, List<String> problems) {
        for (DistributionTree.Hop hop : hops) {
            ConnectPoint in = ConnectPoint.of(hop.datapathId(), hop.inPort());
            if (reached.remove(in) == null) {
                problems.add("level " + level + " expects packets at " + in + ", but nothing of level " + (level - 1)
                        + " leads there");
            }
        }
        for (ConnectPoint in : reached.keySet()) {
            problems.add(
                    "level " + (level - 1) + " leads to " + in + ", where no switch of level " + level + " listens");
        }
    }
}
