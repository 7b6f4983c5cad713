package org.ebbcast.rules;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One tree as switches see it: where it enters the fabric and, per switch, from which port to which ports it goes.
 * Immutable.
 */
public final class DistributionTree {
    /** One switch of a tree. Immutable. */
    public static final class Hop {
        private final DatapathId datapathId;
        private final PortNumber inPort;
        private final List<PortNumber> outPorts;

        private Hop(DatapathId datapathId, PortNumber inPort, List<PortNumber> outPorts) {
            this.datapathId = datapathId;
            this.inPort = inPort;
            this.outPorts = outPorts;
        }

        /** @throws IllegalArgumentException if there is no output, one is the input, or one appears twice */
        public static Hop of(DatapathId datapathId, PortNumber inPort, List<PortNumber> outPorts) {
            if (outPorts.isEmpty()) {
                throw new IllegalArgumentException("switch " + datapathId + " has no output");
            }
            if (outPorts.contains(inPort)) {
                throw new IllegalArgumentException("switch " + datapathId + " would send back to port " + inPort);
            }
            if (outPorts.stream().distinct().count() != outPorts.size()) {
                throw new IllegalArgumentException("switch " + datapathId + " has an output twice: " + outPorts);
            }
            return new Hop(datapathId, inPort, List.copyOf(outPorts));
        }

        public DatapathId datapathId() {
            return datapathId;
        }

        public PortNumber inPort() {
            return inPort;
        }

        public List<PortNumber> outPorts() {
            return outPorts;
        }
    }

    private final int distributionNumber;
    private final int treeNumber;
    private final int slot;
    private final Ipv4Address groupAddress;
    private final List<List<Hop>> levels;

    private DistributionTree(
            int distributionNumber, int treeNumber, int slot, Ipv4Address groupAddress, List<List<Hop>> levels) {
        this.distributionNumber = distributionNumber;
        this.treeNumber = treeNumber;
        this.slot = slot;
        this.groupAddress = groupAddress;
        this.levels = levels;
    }

    /**
     * @param slot a number that no other live tree has; gives group ids and the multicast address
     * @param groupAddress the tree's own multicast address
     * @param levels switches by distance from the root, nearest first; the first level is the one first-hop switch
     * @throws IllegalArgumentException if the address is not multicast, the first level is not one switch, a level is
     *     empty, a switch appears twice, or a number does not fit {@link Cookies}
     */
    public static DistributionTree of(
            int distributionNumber, int treeNumber, int slot, Ipv4Address groupAddress, List<List<Hop>> levels) {
        if (!groupAddress.isMulticast()) {
            throw new IllegalArgumentException(groupAddress + " is not a multicast address");
        }
        if (levels.isEmpty() || levels.get(0).size() != 1) {
            throw new IllegalArgumentException("a tree enters the fabric at exactly one switch");
        }
        Cookies.cookie(distributionNumber, treeNumber);
        Cookies.groupId(slot);
        List<List<Hop>> copy = levels.stream().map(List::copyOf).collect(Collectors.toUnmodifiableList());
        requireDistinctSwitches(copy);
        return new DistributionTree(distributionNumber, treeNumber, slot, groupAddress, copy);
    }

    private static void requireDistinctSwitches(List<List<Hop>> levels) {
        Set<DatapathId> seen = new HashSet<>();
        for (List<Hop> level : levels) {
            if (level.isEmpty()) {
                throw new IllegalArgumentException("a tree has no empty level");
            }
            for (Hop hop : level) {
                if (!seen.add(hop.datapathId())) {
                    throw new IllegalArgumentException("switch " + hop.datapathId() + " appears twice in the tree");
                }
            }
        }
    }

    public int distributionNumber() {
        return distributionNumber;
    }

    public int treeNumber() {
        return treeNumber;
    }

    public int slot() {
        return slot;
    }

    public Ipv4Address groupAddress() {
        return groupAddress;
    }

    /** Switches by distance from the root, nearest first. */
    public List<List<Hop>> levels() {
        return levels;
    }
}
