package org.ebbcast.onos.fabric;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.ebbcast.rules.Ipv4Address;
import org.onlab.packet.ARP;
import org.onlab.packet.Ethernet;
import org.onlab.packet.MacAddress;
import org.onosproject.net.edge.EdgePortService;

/**
 * Asks for a host by an ARP probe (sender address 0.0.0.0, RFC 5227, 2.1.1) out of every edge port. The answer reaches
 * ONOS as any ARP packet does and its host provider learns from it.
 */
final class HostProbe {
    private static final MacAddress SENDER = MacAddress.valueOf("02:eb:bc:00:00:01");
    private static final byte[] NO_ADDRESS = new byte[4];

    private final EdgePortService edges;

    HostProbe(EdgePortService edges) {
        this.edges = edges;
    }

    void send(Ipv4Address target) {
        edges.emitPacket(ByteBuffer.wrap(request(target).serialize()), Optional.empty());
    }

    private static Ethernet request(Ipv4Address target) {
        ARP arp = new ARP();
        arp.setHardwareType(ARP.HW_TYPE_ETHERNET)
                .setProtocolType(ARP.PROTO_TYPE_IP)
                .setHardwareAddressLength((byte) MacAddress.MAC_ADDRESS_LENGTH)
                .setProtocolAddressLength((byte) Integer.BYTES)
                .setOpCode(ARP.OP_REQUEST)
                .setSenderHardwareAddress(SENDER.toBytes())
                .setSenderProtocolAddress(NO_ADDRESS)
                .setTargetHardwareAddress(MacAddress.ZERO.toBytes())
                .setTargetProtocolAddress(
                        ByteBuffer.allocate(Integer.BYTES).putInt(target.bits()).array());
        Ethernet frame = new Ethernet();
        frame.setDestinationMACAddress(MacAddress.BROADCAST)
                .setSourceMACAddress(SENDER)
                .setEtherType(Ethernet.TYPE_ARP)
                .setPayload(arp);
        frame.setPad(true);
        return frame;
    }
}
