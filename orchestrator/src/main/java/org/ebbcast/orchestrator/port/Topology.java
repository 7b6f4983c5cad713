package org.ebbcast.orchestrator.port;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;

/** A snapshot of the fabric: live switches, live links in each direction, and hosts where they attach. Immutable. */
public final class Topology {
    /** Nothing there yet. */
    public static final Topology EMPTY = of(Set.of(), List.of(), List.of());

    /** One direction of a link between two switches. Immutable. */
    public static final class Link {
        private final ConnectPoint from;
        private final ConnectPoint to;
        private final long capacityBitsPerSecond;

        private Link(ConnectPoint from, ConnectPoint to, long capacityBitsPerSecond) {
            this.from = from;
            this.to = to;
            this.capacityBitsPerSecond = capacityBitsPerSecond;
        }

        public static Link of(ConnectPoint from, ConnectPoint to, long capacityBitsPerSecond) {
            return new Link(from, to, capacityBitsPerSecond);
        }

        public ConnectPoint from() {
            return from;
        }

        public ConnectPoint to() {
            return to;
        }

        /** Line rate of this direction, bits per second. */
        public long capacityBitsPerSecond() {
            return capacityBitsPerSecond;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Link
                    && ((Link) o).from.equals(from)
                    && ((Link) o).to.equals(to)
                    && ((Link) o).capacityBitsPerSecond == capacityBitsPerSecond;
        }

        @Override
        public int hashCode() {
            return Objects.hash(from, to, capacityBitsPerSecond);
        }

        @Override
        public String toString() {
            return from + ">" + to;
        }
    }

    /** A host interface and the switch port it is plugged into. Immutable. */
    public static final class Attachment {
        private final String mac;
        private final Ipv4Address ipv4;
        private final ConnectPoint at;
        private final long capacityBitsPerSecond;

        private Attachment(String mac, Ipv4Address ipv4, ConnectPoint at, long capacityBitsPerSecond) {
            this.mac = mac;
            this.ipv4 = ipv4;
            this.at = at;
            this.capacityBitsPerSecond = capacityBitsPerSecond;
        }

        /** @param mac six hexadecimal octets, colon-separated, lower case */
        public static Attachment of(String mac, Ipv4Address ipv4, ConnectPoint at, long capacityBitsPerSecond) {
            return new Attachment(mac, ipv4, at, capacityBitsPerSecond);
        }

        public String mac() {
            return mac;
        }

        public Ipv4Address ipv4() {
            return ipv4;
        }

        public ConnectPoint at() {
            return at;
        }

        /** Line rate of the access link, the same in both directions, bits per second. */
        public long capacityBitsPerSecond() {
            return capacityBitsPerSecond;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Attachment
                    && ((Attachment) o).mac.equals(mac)
                    && ((Attachment) o).ipv4.equals(ipv4)
                    && ((Attachment) o).at.equals(at)
                    && ((Attachment) o).capacityBitsPerSecond == capacityBitsPerSecond;
        }

        @Override
        public int hashCode() {
            return Objects.hash(mac, ipv4, at, capacityBitsPerSecond);
        }

        @Override
        public String toString() {
            return mac + "@" + at;
        }
    }

    private final Set<DatapathId> switches;
    private final List<Link> links;
    private final List<Attachment> attachments;

    private Topology(Set<DatapathId> switches, List<Link> links, List<Attachment> attachments) {
        this.switches = switches;
        this.links = links;
        this.attachments = attachments;
    }

    public static Topology of(Set<DatapathId> switches, List<Link> links, List<Attachment> attachments) {
        return new Topology(Set.copyOf(switches), List.copyOf(links), List.copyOf(attachments));
    }

    public Set<DatapathId> switches() {
        return switches;
    }

    /** The same without some switches; links and hosts at them stay listed, and lead nowhere. */
    public Topology without(Set<DatapathId> some) {
        Set<DatapathId> left = new HashSet<>(switches);
        left.removeAll(some);
        return of(left, links, attachments);
    }

    /** Both directions of every link, each an entry of its own. */
    public List<Link> links() {
        return links;
    }

    public List<Attachment> attachments() {
        return attachments;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Topology
                && ((Topology) o).switches.equals(switches)
                && ((Topology) o).links.equals(links)
                && ((Topology) o).attachments.equals(attachments);
    }

    @Override
    public int hashCode() {
        return Objects.hash(switches, links, attachments);
    }
}
