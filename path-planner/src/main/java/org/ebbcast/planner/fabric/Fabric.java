package org.ebbcast.planner.fabric;

import java.util.Arrays;

/**
 * Switches, the arcs between them, and hosts that each hang off one switch.
 *
 * <p>Arcs that leave a switch have consecutive ids; {@code reverse[arc]} is the other direction of its link, so the
 * arcs into a switch are the reverses of those out of it. Hosts are numbered switch by switch. 12 bytes an arc, 4 a
 * host. Immutable by convention: nobody writes the arrays after construction.
 */
public final class Fabric {
    final int switchCount;
    final int hostCount;
    final int[] firstArc;
    final int[] head;
    final int[] reverse;
    final int[] firstHost;
    final boolean[] relays;

    /**
     * @param firstArc per switch and one more, where its arcs begin
     * @param head per arc, the switch it enters
     * @param reverse per arc, the same link the other way
     * @param firstHost per switch and one more, where its hosts begin
     * @param relays per switch, whether it may forward; one that may not is a host with several links
     */
    public Fabric(int[] firstArc, int[] head, int[] reverse, int[] firstHost, boolean[] relays) {
        this.switchCount = firstArc.length - 1;
        this.hostCount = firstHost[switchCount];
        this.firstArc = firstArc;
        this.head = head;
        this.reverse = reverse;
        this.firstHost = firstHost;
        this.relays = relays;
    }

    /** A fabric of relaying switches with the given links; link l is arcs {@code arcOfLink[l]} and its reverse. */
    public static Fabric of(int switchCount, int[] linkTail, int[] linkHead, int[] hostsOfSwitch) {
        int links = linkTail.length;
        int[] firstArc = new int[switchCount + 1];
        for (int l = 0; l < links; l++) {
            firstArc[linkTail[l] + 1]++;
            firstArc[linkHead[l] + 1]++;
        }
        for (int v = 0; v < switchCount; v++) {
            firstArc[v + 1] += firstArc[v];
        }
        int[] next = Arrays.copyOf(firstArc, switchCount);
        int[] head = new int[2 * links];
        int[] reverse = new int[2 * links];
        for (int l = 0; l < links; l++) {
            int there = next[linkTail[l]]++;
            int back = next[linkHead[l]]++;
            head[there] = linkHead[l];
            head[back] = linkTail[l];
            reverse[there] = back;
            reverse[back] = there;
        }
        int[] firstHost = new int[switchCount + 1];
        for (int v = 0; v < switchCount; v++) {
            firstHost[v + 1] = firstHost[v] + hostsOfSwitch[v];
        }
        boolean[] relays = new boolean[switchCount];
        Arrays.fill(relays, true);
        return new Fabric(firstArc, head, reverse, firstHost, relays);
    }

    public int switchCount() {
        return switchCount;
    }

    public int arcCount() {
        return head.length;
    }

    public int hostCount() {
        return hostCount;
    }

    /** First arc that leaves {@code v}; the last is before {@code firstArc(v + 1)}. */
    public int firstArc(int v) {
        return firstArc[v];
    }

    /** The switch that {@code arc} enters. */
    public int head(int arc) {
        return head[arc];
    }

    /** The switch that {@code arc} leaves. */
    public int tail(int arc) {
        return head[reverse[arc]];
    }

    /** The other direction of the link of {@code arc}. */
    public int reverse(int arc) {
        return reverse[arc];
    }

    /** First host of switch {@code v}; the last is before {@code firstHost(v + 1)}. */
    public int firstHost(int v) {
        return firstHost[v];
    }

    /** The switch that {@code host} hangs off, by binary search. */
    public int switchOf(int host) {
        int low = 0;
        int high = switchCount;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (firstHost[middle] <= host) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
