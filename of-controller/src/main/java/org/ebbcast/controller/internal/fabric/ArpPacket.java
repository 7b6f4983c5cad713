package org.ebbcast.controller.internal.fabric;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.ebbcast.rules.Ipv4Address;

/** An ARP packet for IPv4 over Ethernet (RFC 826). */
public record ArpPacket(
        boolean request,
        MacAddress senderMac,
        Ipv4Address senderIpv4,
        MacAddress targetMac,
        Ipv4Address targetIpv4) {
    private static final int BYTES = 28;
    private static final int ETHERNET = 1;
    private static final Ipv4Address UNSPECIFIED = Ipv4Address.ofBits(0);
    private static final MacAddress NO_MAC = new MacAddress(0);

    /** Reads the payload of a frame; empty if it is anything but a request or a reply for IPv4 over Ethernet. */
    public static Optional<ArpPacket> read(byte[] payload) {
        if (payload.length < BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(payload);
        boolean ipv4OverEthernet = in.getShort() == ETHERNET
                && Short.toUnsignedInt(in.getShort()) == EthernetFrame.IPV4
                && in.get() == 6
                && in.get() == 4;
        int operation = in.getShort();
        if (!ipv4OverEthernet || operation < 1 || operation > 2) {
            return Optional.empty();
        }
        MacAddress senderMac = EthernetFrame.readMac(in);
        Ipv4Address senderIpv4 = Ipv4Address.ofBits(in.getInt());
        MacAddress targetMac = EthernetFrame.readMac(in);
        return Optional.of(
                new ArpPacket(operation == 1, senderMac, senderIpv4, targetMac, Ipv4Address.ofBits(in.getInt())));
    }

    /** An ARP probe (RFC 5227, 2.1.1): asks for {@code target} without claiming an address, so no cache is changed. */
    public static EthernetFrame probe(MacAddress prober, Ipv4Address target) {
        return new ArpPacket(true, prober, UNSPECIFIED, NO_MAC, target).frame();
    }

    /** The answer of {@code owner} to this request. */
    public EthernetFrame replyFrom(MacAddress owner) {
        return new ArpPacket(false, owner, targetIpv4, senderMac, senderIpv4).frameTo(senderMac);
    }

    /** Whether the sender names an address that a host can have. */
    public boolean claimsAddress() {
        return HostTable.canBeHost(senderIpv4);
    }

    /** Whether this only announces the sender (RFC 5227, 3). */
    public boolean isAnnouncement() {
        return senderIpv4.equals(targetIpv4);
    }

    /** As its sender broadcasts it. */
    public EthernetFrame frame() {
        return frameTo(MacAddress.BROADCAST);
    }

    private EthernetFrame frameTo(MacAddress destination) {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.putShort((short) ETHERNET)
                .putShort((short) EthernetFrame.IPV4)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) (request ? 1 : 2));
        EthernetFrame.writeMac(out, senderMac);
        out.putInt(senderIpv4.bits());
        EthernetFrame.writeMac(out, targetMac);
        out.putInt(targetIpv4.bits());
        return new EthernetFrame(destination, senderMac, EthernetFrame.ARP, out.array());
    }
}
