package org.ebbcast.controller.internal.fabric;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An untagged Ethernet II frame.
 *
 * @param etherType of the payload, 16 bits
 * @param payload everything behind the header, padding included
 */
public record EthernetFrame(MacAddress destination, MacAddress source, int etherType, byte[] payload) {
    /** EtherType of IPv4. */
    public static final int IPV4 = 0x0800;

    /** EtherType of ARP. */
    public static final int ARP = 0x0806;

    /** EtherType of LLDP. */
    public static final int LLDP = 0x88cc;

    private static final int HEADER_BYTES = 14;
    private static final int MIN_BYTES = 60;

    /** Reads a frame; empty if it is too short to be one. */
    public static Optional<EthernetFrame> read(byte[] frame) {
        if (frame.length < HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        MacAddress destination = readMac(in);
        MacAddress source = readMac(in);
        int etherType = Short.toUnsignedInt(in.getShort());
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        return Optional.of(new EthernetFrame(destination, source, etherType, payload));
    }

    /** The frame as it goes on the wire, padded to the smallest size, without FCS. */
    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(Math.max(MIN_BYTES, HEADER_BYTES + payload.length));
        writeMac(out, destination);
        writeMac(out, source);
        out.putShort((short) etherType);
        out.put(payload);
        return out.array();
    }

    static MacAddress readMac(ByteBuffer in) {
        return new MacAddress(Short.toUnsignedLong(in.getShort()) << 32 | Integer.toUnsignedLong(in.getInt()));
    }

    static void writeMac(ByteBuffer out, MacAddress mac) {
        out.putShort((short) (mac.value() >>> 32)).putInt((int) mac.value());
    }
}
