package org.ebbcast.orchestrator.view;

import java.util.List;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.Ipv4Address;

/** A tree that is in the switches now. Immutable. */
public final class TreeView {
    private final int tree;
    private final int shipment;
    private final HostId root;
    private final Ipv4Address groupAddress;
    private final long rateBitsPerSecond;
    private final double shareFrom;
    private final double shareTo;
    private final List<HostId> targets;
    private final List<LinkView> links;

    private TreeView(
            int tree,
            int shipment,
            HostId root,
            Ipv4Address groupAddress,
            long rateBitsPerSecond,
            double shareFrom,
            double shareTo,
            List<HostId> targets,
            List<LinkView> links) {
        this.tree = tree;
        this.shipment = shipment;
        this.root = root;
        this.groupAddress = groupAddress;
        this.rateBitsPerSecond = rateBitsPerSecond;
        this.shareFrom = shareFrom;
        this.shareTo = shareTo;
        this.targets = List.copyOf(targets);
        this.links = List.copyOf(links);
    }

    /** See the accessors for units. */
    public static TreeView of(
            int tree,
            int shipment,
            HostId root,
            Ipv4Address groupAddress,
            long rateBitsPerSecond,
            double shareFrom,
            double shareTo,
            List<HostId> targets,
            List<LinkView> links) {
        return new TreeView(tree, shipment, root, groupAddress, rateBitsPerSecond, shareFrom, shareTo, targets, links);
    }

    /** Number within the distribution. */
    public int tree() {
        return tree;
    }

    public int shipment() {
        return shipment;
    }

    /** The holder that sends. */
    public HostId root() {
        return root;
    }

    public Ipv4Address groupAddress() {
        return groupAddress;
    }

    /** Wire rate that the sender was told last. */
    public long rateBitsPerSecond() {
        return rateBitsPerSecond;
    }

    /** Start of the part of the shipment that it carries, 0 to 1. */
    public double shareFrom() {
        return shareFrom;
    }

    /** End of that part. */
    public double shareTo() {
        return shareTo;
    }

    public List<HostId> targets() {
        return targets;
    }

    /** From the root outward. */
    public List<LinkView> links() {
        return links;
    }
}
