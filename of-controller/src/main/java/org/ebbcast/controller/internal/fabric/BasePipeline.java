package org.ebbcast.controller.internal.fabric;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;

/**
 * The rules of base connectivity and how they are marked. Table 0 picks out what the controller must see and what is
 * low priority, and leaves room for tree rules; table 1 forwards by destination. Nothing is ever flooded. Stateless.
 */
public final class BasePipeline {
    /** Every cookie of base connectivity, compared under {@link #COOKIE_MASK}. */
    public static final long COOKIE = 0xebb0L << 48;

    /** The owner part of a cookie. */
    public static final long COOKIE_MASK = 0xffffL << 48;

    static final int CLASSIFIER_TABLE = 0;
    static final int FORWARDING_TABLE = 1;

    private static final int GROUP_PREFIX = 0xea << 24;
    private static final int LLDP_PRIORITY = 50_000;
    private static final int ARP_SUPPRESSION_PRIORITY = 46_000;
    private static final int ARP_PRIORITY = 45_000;
    private static final int LOW_PRIORITY_TRAFFIC_PRIORITY = 30_000;
    private static final int HOST_PRIORITY = 20_000;
    private static final int MULTICAST_PRIORITY = 10_000;
    private static final int MISS_SUPPRESSION_PRIORITY = 1;
    private static final int SUPPRESSION_SECONDS = 1;

    private BasePipeline() {}

    /** Whether a group belongs to base connectivity; groups have no cookie, so the top 8 bits of the id tell. */
    public static boolean isOwnGroup(int groupId) {
        return (groupId & 0xff000000) == GROUP_PREFIX;
    }

    public static boolean isOwnCookie(long cookie) {
        return (cookie & COOKIE_MASK) == COOKIE;
    }

    /** The group id with {@code slot}, 24 bits, under our prefix. */
    static int groupId(int slot) {
        return GROUP_PREFIX | slot & 0xffffff;
    }

    /** What every switch has, whatever it is connected to. */
    static List<BaseFlow> always(int queueId, int dscp) {
        Treatment onward = new Treatment.GotoTable(FORWARDING_TABLE, OptionalInt.empty());
        Treatment onwardLow = new Treatment.GotoTable(FORWARDING_TABLE, OptionalInt.of(queueId));
        Treatment controller = new Treatment.ToController();
        return List.of(
                BaseFlow.of(
                        CLASSIFIER_TABLE, LLDP_PRIORITY, Criteria.ofEtherType(EthernetFrame.LLDP), controller),
                BaseFlow.of(CLASSIFIER_TABLE, ARP_PRIORITY, Criteria.ofEtherType(EthernetFrame.ARP), controller),
                BaseFlow.of(
                        CLASSIFIER_TABLE, LOW_PRIORITY_TRAFFIC_PRIORITY, Criteria.ofDscp(dscp), onwardLow),
                BaseFlow.of(CLASSIFIER_TABLE, 0, Criteria.ANY, onward),
                BaseFlow.of(FORWARDING_TABLE, 0, Criteria.ANY, controller));
    }

    /** Multicast that comes from another switch is nobody's first packet: dropped. */
    static BaseFlow dropTransitMulticast(PortNumber port) {
        return BaseFlow.of(
                FORWARDING_TABLE,
                MULTICAST_PRIORITY,
                Criteria.multicastArriving(port, Optional.empty()),
                new Treatment.Drop());
    }

    /** Multicast of a host that is known where it is: dropped, so that only strangers reach the controller. */
    static BaseFlow dropKnownMulticast(MacAddress host, PortNumber port) {
        return BaseFlow.of(
                FORWARDING_TABLE,
                MULTICAST_PRIORITY,
                Criteria.multicastArriving(port, Optional.of(host)),
                new Treatment.Drop());
    }

    static BaseFlow towards(MacAddress host, Treatment treatment) {
        return BaseFlow.of(FORWARDING_TABLE, HOST_PRIORITY, Criteria.ofDestination(host), treatment);
    }

    /** The host that a rule leads to; empty for rules of other kinds. */
    static Optional<MacAddress> destinationOf(BaseFlow.Key key) {
        return key.criteria().destination();
    }

    /** Silences a port that asks for more than its share, for a second. */
    static List<BaseFlow> suppression(PortNumber port) {
        Criteria arp = Criteria.arriving(port, EthernetFrame.ARP);
        return List.of(
                new BaseFlow(
                        new BaseFlow.Key(CLASSIFIER_TABLE, ARP_SUPPRESSION_PRIORITY, arp),
                        new Treatment.Drop(),
                        SUPPRESSION_SECONDS),
                new BaseFlow(
                        new BaseFlow.Key(FORWARDING_TABLE, MISS_SUPPRESSION_PRIORITY, Criteria.arriving(port)),
                        new Treatment.Drop(),
                        SUPPRESSION_SECONDS));
    }

    /** A slot for {@code destination} that is not {@code taken}: its datapath id where that is free. */
    static int slotFor(DatapathId destination, Set<Integer> taken) {
        int slot = Long.hashCode(destination.value()) & 0xffffff;
        while (taken.contains(slot)) {
            slot = slot + 1 & 0xffffff;
        }
        return slot;
    }
}
